import { valueIn } from './mistake.ts'
import type { SplitLink } from './split-link.ts'
import type { Bilingual, Source } from '../source.ts'
import { official, seed } from '../source.ts'

// What looks like web authorization and is another protocol: it is named, and not judged.

/** Another protocol, by how its links are known. */
type Foreign = {
  readonly id: string
  readonly is: (link: SplitLink) => boolean
  readonly what: Bilingual
  readonly source: Source
}

const wecomPage = official('developer.work.weixin.qq.com/document/path/91120')

const foreigners: readonly Foreign[] = [
  {
    id: 'wecom',
    is: (link) =>
      /^https?:\/\/(?:[\w-]+\.)*(?:work\.weixin\.qq\.com|qyapi\.weixin\.qq\.com)\//i.test(link.text) ||
      (/\/connect\/oauth2\/authorize\?/i.test(link.text) &&
        /^w[wpt][0-9a-z]{14,}$/i.test(valueIn(link, 'appid')) &&
        !/^wx/i.test(valueIn(link, 'appid'))) ||
      link.pieces.some(({ name, raw }) => name === 'agentid' || raw === 'snsapi_privateinfo'),
    what: {
      zh: '企业微信的链接：appid 是企业的 CorpID（ww 开头）或 suite_id，scope 为 snsapi_base 或 snsapi_privateinfo，带 agentid；code 在 qyapi.weixin.qq.com 换取。不是公众号网页授权',
      en: 'a link of WeCom (企业微信): its appid is a CorpID (ww…) or a suite_id, its scope snsapi_base or snsapi_privateinfo with an agentid, and qyapi.weixin.qq.com takes the code. This is not the web authorization of an account',
    },
    source: wecomPage,
  },
  {
    id: 'mini-program',
    is: ({ text }) =>
      /^(?:weixin:\/\/dl\/business|https?:\/\/wxaurl\.cn\/|https?:\/\/servicewechat\.com\/|wxfile:|mp:\/\/)/i.test(
        text,
      ) ||
      /\/sns\/jscode2session\b/i.test(text) ||
      /[?&]js_code=/.test(text) ||
      text.startsWith('#小程序://'),
    what: {
      zh: '小程序的链接或接口：wx.login 的 code 用 jscode2session 换取，与网页授权的 code 不通用',
      en: 'a link or call of a mini program: the code of wx.login goes to jscode2session and is not that of web authorization',
    },
    source: official('developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html'),
  },
  {
    id: 'component-login-page',
    is: ({ text }) => /\/(?:cgi-bin\/componentloginpage|wxopen\/wap\/authorize|safe\/bindcomponent)\b/i.test(text),
    what: {
      zh: '公众号管理员授权给第三方平台的页面，不是用户登录：入口页与回调页须在「登录授权的发起页域名」下',
      en: 'the page on which an account authorizes a third-party platform, and not a login of users: it must be entered from, and returns to, the platform’s own domain',
    },
    source: official(
      'developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html',
    ),
  },
  {
    id: 'console',
    is: ({ text }) => /^https?:\/\/(?:mp|open|developers|pay)\.weixin\.qq\.com\/(?!connect\/)/i.test(text),
    what: {
      zh: '微信的后台或文档页面，不是授权链接',
      en: 'a page of WeChat’s console or documentation, and no link to log in with',
    },
    source: seed('http://mp.weixin.qq.com/wiki/17/c0f37d5704f0b64713d5d2c37b468d75.html'),
  },
  {
    id: 'other-oauth',
    is: (link) =>
      !/\/connect\/(?:oauth|qrconnect)/i.test(link.text) &&
      link.pieces.some(({ name }) => name === 'client_id' || name === 'response_type'),
    what: {
      zh: '别家的 OAuth 2.0 链接（client_id）：微信的授权页是 https://open.weixin.qq.com/connect/oauth2/authorize，参数名是 appid',
      en: 'an OAuth 2.0 link of somebody else (client_id): WeChat’s page is https://open.weixin.qq.com/connect/oauth2/authorize, and its name for the parameter is appid',
    },
    source: seed(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=APPID&redirect_uri=REDIRECT_URI&response_type=code&scope=SCOPE&state=STATE#wechat_redirect',
    ),
  },
]

/** The other protocol a link belongs to, if it does. */
export const foreignOf = (link: SplitLink): Foreign | undefined => foreigners.find(({ is }) => is(link))
