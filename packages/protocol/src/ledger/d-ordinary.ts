import { endpoints } from '../endpoints.ts'
import { errcode } from '../errors/errcodes.ts'
import { lifetimeSources } from '../lifetimes.ts'
import { quotaSources } from '../quotas.ts'
import type { LedgerRow } from './row.ts'
import { section, testsOf } from './row.ts'
import type { Source } from '../source.ts'
import { assumed, community, official } from '../source.ts'

const ordinary = testsOf('platform/ordinary-tokens')
const provoked = testsOf('platform/provoked')
const appToken = testsOf('client/app-token')
const everyRule = provoked('every error rule is provoked above, at every endpoint that has it')
const mixed = ordinary('an ordinary token on /sns and a web token on /cgi-bin are both refused with 40001')
const quota = (name: string): Source => quotaSources[name] ?? assumed('')
const ofErrcode = (each: number): Source => errcode(each)?.source ?? assumed('')
const stable = endpoints.stableToken.source

const tokens = section('D.1', {
  'ordinary-token': {
    zh: '普通 access_token 由 appid、secret 与 grant_type=client_credential 获得，属于公众号',
    en: 'an ordinary token is had for appid, secret and grant_type=client_credential, and is the account’s',
    source: endpoints.token.source,
    rules: ['grant-type-client-credential', 'api-account-kind'],
    paths: [endpoints.token.path],
    test: everyRule,
  },
  'ordinary-token-get': {
    zh: '/cgi-bin/token 为 GET（POST 表单也可）',
    en: '/cgi-bin/token is GET, and a POST of a form is taken',
    source: endpoints.token.source,
    test: ordinary('a token may be asked for by a POST of a form, too'),
  },
  'ordinary-token-7200': {
    zh: '有效 7200 秒；新的取得后旧的再用五分钟',
    en: 'it lives 7200 seconds; when there is a newer one, five minutes more at most',
    source: lifetimeSources['accessTokenOverlapSeconds'] ?? assumed(''),
    test: ordinary('an ordinary token lives 7200 seconds, and five minutes more at most once there is a newer one'),
  },
  'token-worlds-apart': {
    zh: '普通 token 不能用于 /sns，网页授权 token 不能用于 /cgi-bin：40001',
    en: 'an ordinary token is refused on /sns and a web token on /cgi-bin: 40001',
    source: community('developers.weixin.qq.com/community oCJUsw2yQ0PX…, 000024492bca…'),
    test: mixed,
  },
  'web-token-per-user': {
    zh: '网页授权 token 属于一个用户与一个公众号',
    en: 'a web token is one user’s at one account',
    source: endpoints.accessToken.source,
    test: testsOf('platform/web-tokens')(
      'token and openid belong together: another user’s, or the same user’s at another app, is 40003',
    ),
  },
  'ordinary-token-daily-quota': {
    zh: '/cgi-bin/token 每天 2000 次，之后 45009；北京时间午夜恢复',
    en: '/cgi-bin/token may be called 2000 times a day, then 45009 until midnight in Beijing',
    source: quota('callsPerDay'),
    rules: ['day-quota'],
    test: ordinary('the quota of a day comes back at midnight in Beijing, and with clear_quota'),
  },
  'ordinary-token-frozen-secret': {
    zh: '密钥冻结为 40243',
    en: 'a frozen secret is 40243',
    source: ofErrcode(40_243),
    test: everyRule,
  },
  'quota-not-used-by-refusals': {
    zh: '被拒绝的调用不消耗额度',
    en: 'a call that is refused uses up nothing of the quota',
    source: assumed('else anybody could use up an account’s quota'),
    test: ordinary('a call that is refused uses up nothing of the account’s quota'),
  },
  'errmsg-recommends-stable-token': {
    zh: 'observed 下 /cgi-bin 的 40001 与 45009 建议改用 stable_token',
    en: 'with a rid, 40001 and 45009 of /cgi-bin recommend the stable token',
    source: community('developers.weixin.qq.com/community 0000ce5994c6…'),
    test: testsOf('protocol/account-states')(
      'With a rid, /cgi-bin recommends the stable token where a token is wrong or its quota used up; /sns does not',
    ),
  },
  'stable-token': {
    zh: 'stable_token 在结束前五分钟之内总是同一个',
    en: 'stable_token answers the same token until five minutes before its end',
    source: stable,
    paths: [endpoints.stableToken.path],
    test: ordinary('the stable token is the same for all who ask until five minutes before its end, and then another'),
  },
  'stable-token-json': {
    zh: '只接受 POST 的 JSON',
    en: 'it takes a POST of JSON only',
    source: stable,
    rules: ['post-method'],
    test: everyRule,
  },
  'stable-token-isolated': {
    zh: '与 /cgi-bin/token 互不影响',
    en: 'it and /cgi-bin/token leave each other alone',
    source: stable,
    test: ordinary('force_refresh ends the stable token at once and leaves an ordinary one alone'),
  },
  'stable-token-force-refresh': {
    zh: 'force_refresh 立即换新，旧的失效；每天 20 次',
    en: 'force_refresh makes a new one at once and ends the old; twenty times a day',
    source: quota('forcedRefreshesPerDay'),
    test: ordinary('force_refresh ends the stable token at once and leaves an ordinary one alone'),
  },
  'stable-token-force-gap': {
    zh: '30 秒内再次强制，仍返回现有的',
    en: 'forced again within thirty seconds, the present one is answered',
    source: quota('forcedRefreshGapMs'),
    test: ordinary(
      'force_refresh within thirty seconds of the last one is answered with the present token, and costs none of the twenty',
    ),
  },
  'stable-token-limits': {
    zh: '每分钟 10 000 次、每天 500 000 次',
    en: '10 000 calls a minute and 500 000 a day',
    source: stable,
    test: testsOf('protocol/endpoints')(
      'A day allows 2000 ordinary tokens, 500 000 stable ones and five million looks at followers',
    ),
  },
  'clear-quota': {
    zh: 'clear_quota 清零当天额度，每月十次，之后 48006',
    en: 'clear_quota gives the calls of the day back, ten times a month, then 48006',
    source: quota('clearingsPerMonth'),
    rules: ['clearing-left', 'appid-of-token'],
    paths: [endpoints.clearQuota.path],
    test: ordinary('an account clears its quotas ten times a month, and again in the next'),
  },
  'client-app-token': {
    zh: '客户端缓存普通 token，提前续期，全部进程只请求一次',
    en: 'the client keeps the ordinary token, renews it ahead of its end, once for all processes',
    source: assumed('what follows from the quota for a business site'),
    test: appToken('two hundred who ask for the stable token at once, in four processes, cause one call'),
  },
  'client-tokens-not-mixed': {
    zh: '客户端的两种 token 类型不同，混用不能编译',
    en: 'the client’s two kinds of token are two types, and mixing them does not compile',
    source: endpoints.accessToken.source,
    test: appToken('an ordinary token and a web one cannot be mixed up: the compiler refuses'),
  },
})

const followers = section('D.2', {
  'follower-info': {
    zh: '/cgi-bin/user/info 用普通 token，告知是否关注',
    en: '/cgi-bin/user/info takes an ordinary token and tells whether a user follows',
    source: endpoints.followerInfo.source,
    paths: [endpoints.followerInfo.path],
    test: ordinary(
      'of a follower the account learns that they follow, and the unionid; of a stranger nothing more than that they do not',
    ),
  },
  'follower-info-stranger': {
    zh: '未关注者只返回 subscribe:0 与 openid',
    en: 'of a stranger only subscribe:0 and the openid are told',
    source: endpoints.followerInfo.source,
    test: testsOf('protocol/replies')('Of a stranger only that he does not follow is told'),
  },
  'follower-info-blank': {
    zh: '2021-12-27 起昵称、头像、性别、地区为空',
    en: 'since 2021-12-27 nickname, picture, sex and region are empty',
    source: community('developers.weixin.qq.com/community 0006a4b11f4d…, a sample of 2022-01'),
    test: testsOf('protocol/replies')('Of a follower neither nickname nor picture, sex or region is told'),
  },
  'follower-info-since': {
    zh: 'subscribe_time、subscribe_scene、remark、groupid 等',
    en: 'subscribe_time, subscribe_scene, remark, groupid and the like',
    source: community('developers.weixin.qq.com/community 0006a4b11f4d…'),
    simplified: { zh: '字段齐全，值固定', en: 'all fields are there, with fixed values' },
    test: testsOf('protocol/replies')('Of a follower neither nickname nor picture, sex or region is told'),
  },
  'follower-unionid': {
    zh: '关注者带 unionid：静默登录后由此得到',
    en: 'a follower’s unionid is told: the way to it after a silent login',
    source: endpoints.followerInfo.source,
    test: ordinary(
      'of a follower the account learns that they follow, and the unionid; of a stranger nothing more than that they do not',
    ),
  },
  'follower-info-wrong-openid': {
    zh: '别的应用的 openid 为 40003',
    en: 'an openid of another app is 40003',
    source: ofErrcode(40_003),
    test: ordinary('an openid of another app or of nobody is 40003'),
  },
})

const jssdk = section('D.7', {
  'jsapi-ticket': {
    zh: 'getticket 返回 jsapi_ticket，7200 秒',
    en: 'getticket answers the jsapi_ticket, good for 7200 seconds',
    source: endpoints.ticket.source,
    rules: ['ticket-type'],
    paths: [endpoints.ticket.path],
    test: ordinary('a ticket says how long it still lives, and nobody is handed one that ends within five minutes'),
  },
  'jsapi-ticket-per-account': {
    zh: '一个账号同时只有一个 ticket',
    en: 'an account has one ticket at a time',
    source: assumed('the document says that it lives 7200 seconds, and no more'),
    test: ordinary('an account has one ticket, whichever of its tokens asks, and another account another'),
  },
  'jssdk-signature': {
    zh: '签名为 sha1(jsapi_ticket、noncestr、timestamp、url)，与两个公开样例一致',
    en: 'the signature is sha1 of jsapi_ticket, noncestr, timestamp and url, as in both published samples',
    source: official('JS-SDK说明文档, 附录1'),
    test: appToken('the JS-SDK signature of http://mp.weixin.qq.com is the published one, whatever its fragment'),
  },
  'jssdk-signature-url': {
    zh: '签名的 url 不含 # 之后，不做编码；回调页要带上 code 与 state',
    en: 'the signed url has no fragment and is not encoded; on a callback page it holds code and state',
    source: official('JS-SDK说明文档, 附录1'),
    test: appToken('a page is signed with a nonce of its own and the present second'),
  },
})

/** Sections D.1, D.2 and D.7: the account's own token, its followers, the JS-SDK. */
export const ordinaryRows: readonly LedgerRow[] = [...tokens, ...followers, ...jssdk]
