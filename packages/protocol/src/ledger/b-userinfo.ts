import { endpoints } from '../endpoints.ts'
import { errcode } from '../errors/errcodes.ts'
import { identifierFormats, tokenRoomSource } from '../identifiers.ts'
import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import type { Source } from '../source.ts'
import { assumed, code, community, official, seed } from '../source.ts'
import { userinfoSources } from '../userinfo-values.ts'

const tokens = testsOf('platform/web-tokens')
const formats = testsOf('protocol/identifiers')
const everyRule = testsOf('platform/provoked')('every error rule is provoked above, at every endpoint that has it')
const bytes = tokens('user info tells everything the document lists, byte for byte')
const ofErrcode = (each: number): Source => errcode(each)?.source ?? assumed('')
const userinfoPage = endpoints.userinfo.source

const userinfo = section('B.3', {
  'userinfo-fields': {
    zh: '用户信息的字段与次序：openid、nickname、sex、…、privilege、unionid',
    en: 'user info has openid, nickname, sex, …, privilege, unionid, in WeChat’s order',
    source: code('casdoor/casdoor, pennersr/django-allauth: recorded replies'),
    paths: [endpoints.userinfo.path],
    test: bytes,
  },
  'userinfo-language': switched('userinfo-language'),
  'userinfo-lang': {
    zh: 'lang 取 zh_CN、zh_TW、en，只影响地区名',
    en: 'lang is zh_CN, zh_TW or en, and changes the names of regions only',
    source: userinfoSources.lang,
    test: tokens('lang changes the names of regions: zh_CN, zh_TW, en, and zh_CN for anything else'),
  },
  'sex-and-region': switched('sex-and-region'),
  'userinfo-nickname-real': {
    zh: 'snsapi_userinfo 的昵称与头像仍是真实的（或用户自选）',
    en: 'nickname and picture are still real (or the user’s choice)',
    source: community(
      'developers.weixin.qq.com/community 000a667d758bf86c…, answer by staff',
      '网页授权获取用户信息不受影响',
    ),
    test: bytes,
  },
  'headimgurl-sizes': {
    zh: 'headimgurl 末段为尺寸 0、46、64、96、132，0 代表 640',
    en: 'headimgurl ends in its size, 0, 46, 64, 96 or 132; 0 is 640 pixels',
    source: userinfoSources.headimgurl,
    paths: ['/mmopen/vi_32/'],
    test: tokens('the picture is a PNG of the size its address ends in, 640 for 0; other sizes are not there'),
  },
  'headimgurl-empty': {
    zh: '没有头像时 headimgurl 为空',
    en: 'without a picture headimgurl is empty',
    source: userinfoSources.headimgurl,
    test: tokens('a user without a picture has an empty headimgurl'),
  },
  'headimgurl-dies': {
    zh: '用户更换头像后旧地址失效',
    en: 'when a user changes the picture the old URL dies',
    source: seed('若用户更换头像,原有头像URL将失效。'),
    test: tokens('when the user changes the picture the old address dies and user info has a new one'),
  },
  'headimgurl-host': {
    zh: '头像在 thirdwx.qlogo.cn（旧为 wx.qlogo.cn）',
    en: 'pictures are on thirdwx.qlogo.cn, earlier on wx.qlogo.cn',
    source: userinfoPage,
    simplified: {
      zh: '在平台自己的地址上，图片才打得开',
      en: 'on the platform’s own address, where they can be opened',
    },
    test: testsOf('platform/transport')('headimgurl is on the public URL where one is configured'),
  },
  privilege: {
    zh: 'privilege 为数组，通常为空',
    en: 'privilege is an array, mostly an empty one',
    source: userinfoPage,
    test: bytes,
  },
  'userinfo-unionid': {
    zh: '绑定开放平台的应用才有 unionid',
    en: 'unionid is there for an app that is bound to an open-platform account',
    source: userinfoPage,
    test: bytes,
  },
  'userinfo-needs-scope': {
    zh: 'snsapi_base 的 token 拉取用户信息为 48001',
    en: 'user info with a token of snsapi_base is 48001',
    source: ofErrcode(48_001),
    rules: ['userinfo-scope'],
    test: tokens('user info needs snsapi_userinfo: a token of snsapi_base gets 48001'),
  },
  'userinfo-wrong-token': {
    zh: '普通 access_token、乱码、失效的 token 为 40001',
    en: 'an ordinary token, garbage or a dead token is 40001',
    source: community('developers.weixin.qq.com/community oCJUsw2yQ0PX…'),
    rules: ['access-token-known'],
    test: testsOf('platform/ordinary-tokens')(
      'an ordinary token on /sns and a web token on /cgi-bin are both refused with 40001',
    ),
  },
  'userinfo-expired-token': {
    zh: '过期的 token 为 42001',
    en: 'an expired token is 42001',
    source: ofErrcode(42_001),
    test: tokens('an access token ends after 7200 seconds; a refreshed one goes on'),
  },
  'userinfo-wrong-openid': {
    zh: 'openid 与 token 不是同一用户为 40003',
    en: 'an openid that is not the token’s is 40003',
    source: ofErrcode(40_003),
    rules: ['openid-belongs'],
    test: tokens('token and openid belong together: another user’s, or the same user’s at another app, is 40003'),
  },
  'userinfo-missing-parameters': {
    zh: '缺少 access_token 为 41001，缺少 openid 为 41009',
    en: 'a missing access_token is 41001, a missing openid 41009',
    source: ofErrcode(41_001),
    rules: ['api-access-token-present', 'api-openid-present'],
    test: everyRule,
  },
})

const check = section('B.4', {
  'auth-ok': {
    zh: '/sns/auth 有效时返回 {"errcode":0,"errmsg":"ok"}',
    en: '/sns/auth answers {"errcode":0,"errmsg":"ok"} to a token that is valid',
    source: endpoints.auth.source,
    paths: [endpoints.auth.path],
    test: tokens('an access token ends after 7200 seconds; a refreshed one goes on'),
  },
  'auth-invalid': {
    zh: '无效时返回与用户信息相同的错误',
    en: 'else it answers as user info does',
    source: endpoints.auth.source,
    test: tokens('token and openid belong together: another user’s, or the same user’s at another app, is 40003'),
  },
  'client-check-token': {
    zh: '客户端把 42001、40001、40014、40003 当作「无效」，其余是失败',
    en: 'the client takes 42001, 40001, 40014 and 40003 for «not valid», and anything else for a failure',
    source: code('chanxuehong/wechat'),
    test: testsOf('client/calls')('checkToken says true to errcode 0, and false to the errcodes that mean «not valid»'),
  },
})

const identifiers = section('B.5', {
  'format-openid': {
    zh: 'openid 为 28 位，以 o 开头',
    en: 'an openid has 28 characters and begins with o',
    source: identifierFormats.openid.source,
    test: formats('The format of openid fits its samples and not their neighbours'),
  },
  'openid-per-app': {
    zh: '同一用户对同一 appid 的 openid 不变，未关注也一样',
    en: 'a user has one openid for an appid, at every login, followers and strangers alike',
    source: official('developers.weixin.qq.com/doc/service/guide/h5/auth.html', '服务号appid不变, openid不变'),
    test: tokens(
      'an openid is the user’s own for each app; the unionid is one for the apps of an open-platform account and differs from the openid',
    ),
  },
  'format-unionid': {
    zh: 'unionid 为 28 位，以 o 开头',
    en: 'a unionid has 28 characters and begins with o',
    source: identifierFormats.unionid.source,
    test: formats('The format of unionid fits its samples and not their neighbours'),
  },
  'format-token': {
    zh: 'token 由字母、数字、_、- 组成',
    en: 'a token is of letters, digits, _ and -',
    source: identifierFormats.token.source,
    test: formats('The format of token fits its samples and not their neighbours'),
  },
  'format-token-eras': {
    zh: '各时期的 token 长 150、107、110，新旧两个 token 前半相同',
    en: 'tokens had 150, 107 and 110 characters by era, and access and refresh once shared their first half',
    source: identifierFormats.token.source,
    simplified: { zh: '97 个字符，互不相同', en: '97 characters, with nothing shared' },
    test: tokens('a code yields the six fields of the document, in its order and types'),
  },
  'token-room-512': {
    zh: '存储须为 token 留 512 字符',
    en: 'a token needs room for 512 characters',
    source: tokenRoomSource,
    test: formats('A token has room for 512 characters'),
  },
  'format-appid-secret': {
    zh: 'appid 为 wx 加 16 位十六进制，密钥 32 位',
    en: 'an appid is wx and 16 hex digits, a secret 32',
    source: identifierFormats.appid.source,
    test: testsOf('client/account')(
      'A missing or mis-copied appid or secret is refused with a sentence that says which',
    ),
  },
})

const invalidation = section('B.6', {
  'password-change': {
    zh: '用户修改密码后两个 token 都失效，42007',
    en: 'a user who changes the password ends both tokens: 42007',
    source: ofErrcode(42_007),
    rules: ['password-stands'],
    test: everyRule,
  },
  'revocation-ends-tokens': {
    zh: '用户撤回授权后，用户信息与刷新为 50001，/sns/auth 为 40001',
    en: 'after a withdrawal user info and refresh are 50001, and /sns/auth is 40001',
    source: ofErrcode(50_001),
    rules: ['consent-stands', 'token-stands'],
    test: everyRule,
  },
  'revocation-ends-codes': {
    zh: '撤回或改密码之前签发的 code 为 40029',
    en: 'a code that is under way when its user withdraws, or changes the password, is 40029',
    source: assumed('nothing says what becomes of such a code'),
    rules: ['code-stands'],
    test: everyRule,
  },
  'limited-user': {
    zh: '受限、冻结或注销的用户：授权页打不开，token 为 50002',
    en: 'a user who is restricted, frozen or gone can open no link, and their token is 50002',
    source: ofErrcode(50_002),
    rules: ['user-not-limited', 'visitor-not-limited'],
    test: everyRule,
  },
  'earlier-tokens-stay': {
    zh: '再次换取后旧 access_token 是否有效未知：这里有效',
    en: 'whether an earlier access token survives another exchange is not known: here it does',
    source: assumed('«not latest» in 40001, and reports of 2020 and 2021, may say otherwise'),
    simplified: { zh: '未确定', en: 'not established' },
    test: tokens('a second login yields other tokens, and those of the first go on working'),
  },
})

/** Sections B.3 to B.6: user info, checking a token, what identifiers look like, what ends tokens. */
export const userinfoRows: readonly LedgerRow[] = [...userinfo, ...check, ...identifiers, ...invalidation]
