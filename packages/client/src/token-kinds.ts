declare const kind: unique symbol

/**
 * The access token of one user, from an exchange or a refresh: good for `/sns` alone. Any text may be one; what is known to be an
 * {@link AppAccessToken} may not.
 */
export type WebAccessToken = string & { readonly [kind]?: 'web access token' }

/** What a web access token is renewed with. Any text may be one; an access token of either kind may not. */
export type RefreshToken = string & { readonly [kind]?: 'refresh token' }

/** What a callback brings, exchanged once. Any text may be one; a token may not. */
export type Code = string & { readonly [kind]?: 'code' }

/**
 * The ordinary access token of an account: good for `/cgi-bin` alone. Only `createAppToken` yields one; no other text passes for it.
 * Mixing the two up is answered with 40001 in both directions.
 */
export type AppAccessToken = string & { readonly [kind]: 'ordinary access token' }
