import type { RuleText } from './rule-text.ts'

/** The rules of the authorize link and of whoever opens it, by id. */
export const linkRuleTexts: Readonly<Record<string, RuleText>> = {
  'appid-present': {
    demands: { zh: '链接有 appid，且不为空', en: 'the link has an appid that is not empty' },
    answers: ['appid-empty'],
  },
  'redirect-uri-present': {
    demands: { zh: '链接有 redirect_uri，且不为空', en: 'the link has a redirect_uri that is not empty' },
    answers: ['redirect-uri-empty'],
  },
  'scope-present': {
    demands: { zh: '链接有 scope，且不为空', en: 'the link has a scope that is not empty' },
    answers: ['scope-empty'],
  },
  'parameter-once': {
    demands: { zh: '每个已知参数只出现一次', en: 'no known parameter stands in the link twice' },
    answers: ['link-unreachable'],
    why: {
      zh: 'redirect_uri 没有 urlencode，它自己的 state、appid 等参数混进了授权链接；或参数被拼接了两次',
      en: 'redirect_uri was not percent-encoded, so that its own state or appid became parameters of the link; or one was appended twice',
    },
    todo: {
      zh: '对 redirect_uri 整体 urlencode 一次，每个参数只写一次',
      en: 'percent-encode the whole redirect_uri once, and write each parameter once',
    },
  },
  'parameter-case': {
    demands: { zh: '参数名全部小写', en: 'the names of the parameters are in lower case' },
    answers: ['link-unreachable'],
    why: {
      zh: '写成了 appId、redirect_URI 等；微信对此可能只显示空白页',
      en: 'it says appId or redirect_URI; WeChat itself may show no more than a blank page',
    },
    todo: { zh: '参数名照文档小写', en: 'write the names as the document does' },
  },
  'parameter-order': {
    demands: {
      zh: '参数依次为 appid、redirect_uri、response_type、scope、state，其他参数在最后',
      en: 'the parameters stand in the order appid, redirect_uri, response_type, scope, state, and any other behind them',
    },
    answers: ['link-unreachable'],
    why: {
      zh: '由 URLSearchParams、通用 OAuth 库等拼接的链接次序不定。文档说会因此打不开；如今的微信通常放过，所以 observed 不检查',
      en: 'a generic OAuth library put them in its own order. The document calls that fatal; today’s WeChat mostly lets it pass, so `observed` does not check',
    },
    todo: {
      zh: '按文档的次序拼接，或用 authorizeUrl() 生成链接',
      en: 'build the link in the documented order, or with authorizeUrl()',
    },
  },
  'link-length': {
    demands: { zh: '链接的查询部分不超过 2000 个字符', en: 'the query of the link has at most 2000 characters' },
    answers: ['link-unreachable'],
    why: {
      zh: 'redirect_uri 里塞了业务数据',
      en: 'redirect_uri carries data that belongs on the server',
    },
    todo: { zh: '数据存在服务器，用 state 取回', en: 'keep the data on your server, under the state' },
  },
  'response-type': {
    demands: { zh: 'response_type 为 code', en: 'response_type is `code`' },
    answers: ['response-type'],
  },
  'appid-known': {
    demands: { zh: 'appid 存在', en: 'an app has this appid' },
    answers: ['appid-unknown'],
    why: {
      zh: 'appid 抄错，混入了空格或大写；或在本平台没有登记',
      en: 'a typo, a space or a capital; or this platform was not told about the app',
    },
    todo: {
      zh: '从后台重新复制 appid；本地运行时写入种子文件',
      en: 'copy the appid again from the console; on a local platform put it into the seed file',
    },
  },
  'appid-kind': {
    demands: { zh: 'appid 属于公众号', en: 'the appid is that of an official account' },
    answers: ['open-platform-appid'],
  },
  'account-not-banned': {
    demands: { zh: '公众号没有被封禁', en: 'the account is not banned' },
    answers: ['account-banned'],
  },
  'account-verified': {
    demands: { zh: '服务号已认证', en: 'the service account has been verified' },
    answers: ['scope-unauthorized'],
    why: { zh: '服务号尚未认证，或认证已过期', en: 'it was never verified, or the verification has run out' },
    todo: {
      zh: '在公众平台完成认证；开发时可用测试号',
      en: 'verify it in the console; a test account will do meanwhile',
    },
  },
  'scope-known': {
    demands: {
      zh: 'scope 是 snsapi_base 或 snsapi_userinfo 之一',
      en: 'scope is one of snsapi_base and snsapi_userinfo',
    },
    answers: ['scope-not-permitted'],
    why: {
      zh: '写了两个 scope、写错，或用了只属于网站应用的 snsapi_login',
      en: 'two scopes, a misspelt one, or snsapi_login, which belongs to website apps',
    },
    todo: { zh: '只写一个 scope', en: 'ask for one scope' },
  },
  'scope-granted': {
    demands: { zh: '公众号有此 scope 的权限', en: 'the account was granted the scope' },
    answers: ['scope-unauthorized'],
  },
  'state-length': {
    demands: { zh: 'state 不超过 128 字节', en: 'state has at most 128 bytes' },
    answers: ['state-too-long'],
  },
  'state-alphabet': {
    demands: { zh: 'state 只含字母和数字', en: 'state holds letters and digits only' },
    answers: ['link-unreachable'],
    why: {
      zh: 'state 里放了 JSON、地址或 base64。文档只允许 a-zA-Z0-9；observed 原样带回',
      en: 'state carries JSON, a URL or base64. The document admits a-zA-Z0-9; `observed` gives the rest back encoded',
    },
    todo: {
      zh: '用随机的字母和数字，数据存在服务器',
      en: 'use random letters and digits, and keep the data on your server',
    },
  },
  'redirect-uri-absolute': {
    demands: {
      zh: 'redirect_uri 是完整的 URL，只编码一次',
      en: 'redirect_uri is an absolute URL, percent-encoded once',
    },
    answers: ['redirect-uri-malformed'],
    why: { zh: '缺少 http(s)://，或编码了两次', en: 'it has no http(s)://, or was encoded twice' },
  },
  'callback-domain': {
    demands: {
      zh: 'redirect_uri 的主机名与网页授权域名完全一致',
      en: 'the host of redirect_uri is a configured callback domain, to the letter',
    },
    answers: ['redirect-uri-domain'],
  },
  'redirect-uri-https': {
    demands: { zh: 'redirect_uri 用 https（建议）', en: 'redirect_uri is https (advice)' },
    answers: ['redirect-uri-malformed'],
    why: {
      zh: 'redirect_uri 以 http:// 开头：code 会被窃听',
      en: 'it begins with http://, over which the code can be overheard',
    },
    todo: { zh: '改用 https', en: 'use https' },
  },
  'wechat-redirect': {
    demands: { zh: '链接以 #wechat_redirect 结尾（建议）', en: 'the link ends in #wechat_redirect (advice)' },
    answers: ['link-unreachable'],
    why: {
      zh: '结尾缺少 #wechat_redirect，或其后还有参数：微信客户端据此决定是否附带用户身份',
      en: 'it is missing, or something follows it: by this fragment the WeChat client decides to attach the user’s identity',
    },
    todo: { zh: '把 #wechat_redirect 放在链接的最后', en: 'let the link end in #wechat_redirect' },
  },
  'link-long': {
    demands: { zh: '链接不超过 1000 个字符（建议）', en: 'the link has at most 1000 characters (advice)' },
    answers: ['link-unreachable'],
    why: { zh: '部分手机打不开更长的链接', en: 'some phones do not open a longer one' },
    todo: { zh: '缩短 redirect_uri，数据存在服务器', en: 'shorten redirect_uri and keep the data on your server' },
  },
  'inside-wechat': {
    demands: { zh: '在微信内打开', en: 'the link is opened inside WeChat' },
    answers: ['open-in-wechat'],
  },
  'visitor-not-limited': {
    demands: { zh: '用户没有违规、冻结或注销', en: 'the user is not restricted, frozen or gone' },
    answers: ['link-unreachable'],
    why: {
      zh: '打开链接的用户的微信号受限（微信此时显示什么未知，属假定）',
      en: 'whoever opens it may not use WeChat; what WeChat shows then is not known, this is assumed',
    },
    todo: { zh: '换一个用户', en: 'let another user open it' },
  },
  'must-follow': {
    demands: { zh: '用户已关注此测试号', en: 'the user follows this test account' },
    answers: ['must-follow'],
  },
  'not-too-often': {
    demands: {
      zh: '同一用户没有在一分钟内反复打开',
      en: 'the user does not open links of the app again and again in one minute',
    },
    answers: ['too-frequent'],
  },
}
