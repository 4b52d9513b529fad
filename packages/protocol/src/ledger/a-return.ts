import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import { assumed, code, community, official, seed } from '../source.ts'

const redirect = testsOf('protocol/redirect')
const authorize = testsOf('platform/authorize')
const rules = testsOf('protocol/authorize-rules')
const joins = redirect('Code and state join the query of redirect_uri, before its fragment')

const lengths = section('A.6', {
  'state-128-bytes': {
    zh: 'state 最多 128 字节',
    en: 'state has at most 128 bytes',
    source: seed('开发者可以填写a-zA-Z0-9的参数值,最多128字节'),
    rules: ['state-length'],
    test: rules('Every rule of the link is shown broken and kept'),
  },
  'state-in-redirect-uri': {
    zh: '放进 redirect_uri 查询里的数据原样带回',
    en: 'what stands in the query of redirect_uri comes back with it',
    source: code('aspnet-contrib/AspNet.Security.OAuth.Providers, pull request 262'),
    test: joins,
  },
  'state-garbled-on-third-hop': {
    zh: '非字母数字的 state 在第三跳可能被改写',
    en: 'a state of other characters may come back garbled on the third hop',
    source: community('developers.weixin.qq.com/community oCJUsw62HOK3…, one report'),
    simplified: {
      zh: 'observed 总是以百分号编码原样带回',
      en: '`observed` always gives it back as it was, percent-encoded',
    },
    test: redirect('A state comes back percent-encoded: it adds no parameter, no header and no fragment'),
  },
  'client-state': {
    zh: '客户端的 state 是 32 位随机字母数字，数据留在服务器',
    en: 'the client’s state is 32 random letters and digits, and all data stays on the server',
    source: assumed('what follows from the alphabet and length of the document'),
    test: testsOf('client/login')(
      'a login begins with a state of 32 letters and digits, a signed cookie for this host alone, and the documented link',
    ),
  },
  'link-over-1000-characters': {
    zh: '约 1000 字符以上的链接有些手机打不开：提醒',
    en: 'some phones fail from some 1000 characters on: advice',
    source: community('developers.weixin.qq.com/community 000ca25a7acb88e1…, 2021'),
    rules: ['link-long'],
    test: rules('Warnings never stop a link'),
  },
  'link-over-2000-characters': {
    zh: '2000 字符以上的链接拒绝',
    en: 'a link of more than 2000 characters is refused',
    source: assumed('no official limit; reports of links that fail lie far below'),
    rules: ['link-length'],
    test: testsOf('platform/transport')(
      'a link of 2 to 16 kB is an error page, a longer one is 431, a body over 16 KiB is 413',
    ),
  },
})

const back = section('A.7', {
  'redirect-with-code': {
    zh: '同意后带 code 与 state 回到 redirect_uri，加在查询之后、fragment 之前',
    en: 'after consent code and state join the query of redirect_uri, before its fragment',
    source: community('developers.weixin.qq.com/community 00062eb12089c89e…; cloud.tencent.com 1918863'),
    test: authorize('code and state join the query of redirect_uri before its fragment'),
  },
  'redirect-host-only': {
    zh: '只有主机名的 redirect_uri 得到 /?code=',
    en: 'a redirect_uri of a host alone gets /?code=',
    source: seed('redirect_uri/?code=CODE&state=STATE'),
    test: joins,
  },
  'redirect-appid-through-platform': {
    zh: '第三方平台模式回调另带 appid',
    en: 'through a third-party platform the callback carries appid, too',
    source: community('developers.weixin.qq.com/community oCJUswxx6oby…'),
    test: testsOf('protocol/component')('A code comes back with the appid of the account, a refusal without'),
  },
  'redirect-empty-state': {
    zh: 'state 为空时带回空的 state',
    en: 'an empty state comes back empty',
    source: official('developer.work.weixin.qq.com/document/path/91120, of WeCom; assumed to hold here'),
    test: redirect('A link without a state comes back without one, a link with an empty one with an empty one'),
  },
  'redirect-parameter-openid': {
    zh: 'redirect_uri 里名为 openId 的参数会丢失',
    en: 'a parameter openId of redirect_uri is lost',
    source: community('csdn 104004528, one blog'),
    simplified: { zh: '未经证实：所有参数都保留', en: 'not confirmed: every parameter is kept' },
    test: redirect(
      'T-PROP-3: any redirect has one code and one state with their values, on the same host and path, the rest unchanged',
    ),
  },
  'redirect-hop': {
    zh: '跳转的方式',
    en: 'how the hop is made',
    source: assumed('302 or a page with a script is not established'),
    simplified: { zh: '302；提交同意页后 303', en: 'a 302, and a 303 after the consent page was posted' },
    test: testsOf('platform/confirm')('agreeing goes back with a 303, a code that works, and the state'),
  },
  'refusal-redirect': switched('refusal-redirect'),
  'refusal-is-denial': {
    zh: '客户端把不带 code 的回调当作拒绝，且从不依赖它',
    en: 'the client takes a callback without a code as a denial, and depends on none coming',
    source: assumed('what follows from both ways of refusing'),
    test: testsOf('client/login')(
      'a refusal, with the state alone or with code=authdeny, is denial, and consumes the state',
    ),
  },
  'redirect-append': switched('redirect-append'),
})

/** Sections A.6 and A.7: lengths, and the way back to the business. */
export const returnRows: readonly LedgerRow[] = [...lengths, ...back]
