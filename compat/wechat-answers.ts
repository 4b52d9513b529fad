// What a site writes itself for libraries that speak OAuth and know nothing of WeChat.

/** WeChat's answer to a code, as OAuth would have it: a token type, and errors under its own names. */
export async function asOAuth(response: Response): Promise<Response> {
  const answer = (await response.json()) as { errcode?: number; errmsg?: string }
  if (!answer.errcode) return Response.json({ token_type: 'bearer', ...answer })
  return Response.json({ error: 'invalid_grant', error_description: answer.errmsg }, { status: 400 })
}

/** Who a token is about, from `/sns/userinfo`. */
export async function readProfile(
  api: string,
  accessToken: string,
  openid: string,
): Promise<{ readonly nickname: string; readonly unionid?: string }> {
  const query = new URLSearchParams({ access_token: accessToken, openid, lang: 'zh_CN' })
  return (await (await fetch(`${api}/sns/userinfo?${query}`)).json()) as { nickname: string }
}

/** The hosts of WeChat: one platform's, or the real names. */
export const hostsOf = (origin: string | undefined): { readonly open: string; readonly api: string } => ({
  open: origin ?? 'https://open.weixin.qq.com',
  api: origin ?? 'https://api.weixin.qq.com',
})
