import { ids } from './apps.ts'

/** The page of a link. */
export const page = 'https://open.weixin.qq.com/connect/oauth2/authorize'

/** The query of a good link with some values changed; one that is `undefined` is left out. Values are encoded here. */
export const queryOf = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries({
    appid: ids.service,
    redirect_uri: 'https://www.qq.com/cb',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'a1b2c3d4',
    ...changes,
  })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&')

/** A good link with some values changed. */
export const link = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  `${page}?${queryOf(changes)}#wechat_redirect`

/** A link of a website app's QR login with some values changed. */
export const qrLink = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  link({ appid: ids.site, scope: 'snsapi_login', ...changes }).replace(
    page,
    'https://open.weixin.qq.com/connect/qrconnect',
  )

/** A link by which the platform of the corpus acts for an account. */
export const componentLink = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  link({ redirect_uri: 'https://platform.example.com/cb', component_appid: ids.component, ...changes })
