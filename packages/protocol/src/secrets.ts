// What must not be shown: by the name it stands under, and by its looks wherever it stands.

// A misspelt name is what somebody looks for: `appsecret` and `code[]` hide their values, too. `uin`, `exportkey` and `wx_header` are
// what the WeChat client itself appends to a link, with the user's identity in them.
const secretName = /secret|token|ticket|passw|uuid|^(?:code|key|uin|exportkey|wx_header|jwt|session_?(?:id|key))\b/i

/** Whether a parameter of this name holds what nobody but its owner may see: a secret, a code, a token, a ticket, an identity. */
export const isSecretName = (name: string): boolean => secretName.test(name)

/**
 * Tokens and tickets by their looks: WeChat's own of today (`59_…`) and of 2014 to 2016, tickets, and JSON Web Tokens.
 * Source: the samples behind `identifierFormats`, and RFC 7519.
 */
export const secretLooks: RegExp =
  /(?<![\w-])(?:\d{1,3}_[\w-]{40,}|OezXcEii[\w-]{40,}|ticket@@@[\w-]+|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)/g
