declare const kind: unique symbol

/**
 * The access token of one user, from an exchange or a refresh: good for `/sns` alone. Any text may be one; what is known to be an
 * {@link AppAccessToken} may not.
 */
export type WebAccessToken = string & { readonly [kind]?: 'web access token' }

/**
 * The ordinary access token of an account: good for `/cgi-bin` alone. Only `createAppToken` yields one; no other text passes for it.
 * Mixing the two up is answered with 40001 in both directions.
 */
export type AppAccessToken = string & { readonly [kind]: 'ordinary access token' }
