import { endpoints } from '../endpoints.ts'
import { errcode } from '../errors/errcodes.ts'
import { errmsgSuffixSource, identifierFormats } from '../identifiers.ts'
import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import type { Source } from '../source.ts'
import { assumed, code, community, official } from '../source.ts'

const tokens = testsOf('platform/web-tokens')
const provoked = testsOf('platform/provoked')
const replies = testsOf('protocol/replies')
const limits = testsOf('platform/account-states')
const sixFields = tokens('a code yields the six fields of the document, in its order and types')
const userinfoBytes = tokens('user info tells everything the document lists, byte for byte')
const ofErrcode = (each: number): Source => errcode(each)?.source ?? assumed('')

/** Section B.0: how calls come in and answers go out. */
export const transportRows: readonly LedgerRow[] = section('B.0', {
  'sns-get': {
    zh: '/sns 接口为 GET，参数在查询串',
    en: 'the calls of /sns are GET, with the parameters in the query',
    source: endpoints.accessToken.source,
    rules: ['method'],
    test: testsOf('protocol/api-rules')('Only GET and POST are served, written in capitals'),
  },
  'sns-post-form': {
    zh: 'POST 表单也可以，查询串优先',
    en: 'a POST of a form is served, too; the query wins',
    source: code('pennersr/django-allauth and the Keycloak plugin exchange by POST'),
    test: tokens(
      'a POST form, a query, and a mix of both exchange a code; the query wins and the first of two values counts',
    ),
  },
  'unknown-parameters': {
    zh: '未知参数不影响结果',
    en: 'unknown parameters do no harm',
    source: code('what SDKs send besides, such as client_id'),
    test: testsOf('protocol/api-rules')(
      'accessToken: a call in order breaks no rule, whatever else it brings, by each method that is taken',
    ),
  },
  'http-200': {
    zh: '出错时也是 HTTP 200',
    en: 'an error is HTTP 200, too',
    source: community('developers.weixin.qq.com/community oCJUsw2pDBFa…: a log of statusCode 200 with 40001'),
    test: provoked('an api path that does not exist is 40066, and HTTP 200 all the same'),
  },
  'content-type-text-plain': {
    zh: '/sns 的 Content-Type 是 text/plain，无 charset，正文为 UTF-8 的 JSON',
    en: 'the answers of /sns are text/plain without a charset, and JSON in UTF-8',
    source: community('github.com/panva/oauth4webapi/pull/155; gist tonyseek'),
    test: sixFields,
  },
  'content-type-cgi-bin': {
    zh: '/cgi-bin 的 Content-Type 是 application/json; encoding=utf-8',
    en: 'those of /cgi-bin are application/json; encoding=utf-8',
    source: community('cloud.tencent.com 1333680, 2017'),
    test: testsOf('platform/ordinary-tokens')('/cgi-bin answers in its own spelling of JSON'),
  },
  'json-compact': {
    zh: 'JSON 紧凑，headimgurl 里的 / 写成 \\/',
    en: String.raw`compact JSON, with the slashes of headimgurl as \/`,
    source: code('casdoor/casdoor: a recorded reply'),
    test: userinfoBytes,
  },
  'json-numbers': {
    zh: 'expires_in、sex、errcode、is_snapshotuser 是数字',
    en: 'expires_in, sex, errcode and is_snapshotuser are numbers',
    source: code('casdoor/casdoor: a recorded reply'),
    test: replies('unionid and is_snapshotuser follow the scope when they are there; a snapshot user is the number 1'),
  },
  'error-shape': {
    zh: '错误为 {errcode, errmsg}；成功的 token 与用户信息没有 errcode',
    en: 'an error is {errcode, errmsg}; a token reply or user info has no errcode',
    source: endpoints.auth.source,
    test: replies('A success has no rid'),
  },
  'errmsg-hints': {
    zh: '旧的 errmsg 带 hints: [ req_id: … ]',
    en: 'an errmsg of older days ends in hints: [ req_id: … ]',
    source: community('logs before about 2020'),
    simplified: { zh: '读得懂，不再给出', en: 'it is read, and no longer given' },
    test: testsOf('protocol/identifiers')('The hints of older answers come off an errmsg'),
  },
  'errmsg-rid': switched('errmsg-rid'),
  'errmsg-rid-comma': {
    zh: '/sns 的 rid 前有逗号，/cgi-bin 没有',
    en: 'before the rid /sns has a comma, /cgi-bin has none',
    source: errmsgSuffixSource,
    test: replies(
      'An error is errcode and errmsg: bare, or with a rid after a comma on /sns and after a space on /cgi-bin',
    ),
  },
  'rid-time': {
    zh: 'rid 为三组 8 位十六进制，第一组是时间',
    en: 'a rid is three groups of eight hex digits, the first being the time',
    source: identifierFormats.rid.source,
    test: testsOf('protocol/identifiers')('A rid tells when the answer was given'),
  },
  'rid-lookup': {
    zh: '可用「查询 rid 信息」接口查看一次调用',
    en: 'an interface of WeChat looks a call up by its rid',
    source: official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting'),
    notDone: {
      zh: '轨迹页 /_weauth/traces 已经显示每次调用与原因',
      en: 'the page /_weauth/traces already tells every call and its reason',
    },
  },
  'sns-50000-per-minute': {
    zh: '换取、刷新、用户信息各 50 000 次/分钟',
    en: 'exchange, refresh and user info may each be called 50 000 times a minute',
    source: endpoints.accessToken.source,
    test: testsOf('protocol/endpoints')(
      'Of the calls whose limit is stated, those of web authorization may be made 50 000 times a minute',
    ),
  },
  'sns-auth-without-limit': {
    zh: '/sns/auth 没有写明的限制',
    en: 'no limit is stated for /sns/auth',
    source: endpoints.auth.source,
    test: testsOf('protocol/endpoints')(
      'Of the calls whose limit is stated, those of web authorization may be made 50 000 times a minute',
    ),
  },
  'minute-quota': {
    zh: '超过每分钟限制为 45011，下一分钟恢复',
    en: 'beyond the limit of a minute it is 45011, over with the minute',
    source: ofErrcode(45_011),
    rules: ['minute-quota'],
    test: limits('45011 counts each interface and each account by itself, and is over with the minute'),
  },
  'minute-quota-keeps-code': {
    zh: '因限额被拒绝的换取不消耗 code',
    en: 'an exchange beyond the limit does not burn the code',
    source: assumed('what can fail comes before what happens once'),
    test: limits('a code is not burned by a call beyond the limit'),
  },
  'ip-whitelist': {
    zh: '调用方 IP 不在白名单为 40164，errmsg 给出该 IP',
    en: 'a caller outside the whitelist gets 40164, whose errmsg names the address',
    source: ofErrcode(40_164),
    rules: ['ip-allowed'],
    test: limits(
      'a whitelist goes by the address of the connection, and 40164 tells which that is before any parameter is looked at',
    ),
  },
  'ip-whitelist-not-for-web-tokens': {
    zh: '白名单是否约束 /sns 未确定：换取受约束，用户自己的 token 不受',
    en: 'whether the whitelist counts on /sns is not established: for the exchange it does, for a user’s own token not',
    source: official('developers.weixin.qq.com/doc/oplatform/developers/basic_func/ip_whitelist'),
    simplified: { zh: '选择如此，缺省没有白名单', en: 'our choice; there is no whitelist by default' },
    test: limits('a whitelist does not count for what is called with a user’s own token'),
  },
  'client-any-content-type': {
    zh: '客户端不看 Content-Type，按 UTF-8 的 JSON 读',
    en: 'the client reads JSON in UTF-8 whatever the content type',
    source: code('pennersr/django-allauth repairs mangled nicknames'),
    test: testsOf('client/upstream-faults')(
      'A readable reply is taken whatever its content type, an errcode whatever the status',
    ),
  },
  'client-errcode-zero': {
    zh: '有 errcode 且不为 0 才是错误',
    en: 'an error is an errcode that is there and not 0',
    source: endpoints.auth.source,
    test: testsOf('protocol/read-reply')(
      'An errcode counts as number or digits; anything else there is malformed, never «no error»',
    ),
  },
  'client-errmsg-split': {
    zh: '客户端把 rid 与 hints 从 errmsg 上取下',
    en: 'the client takes rid and hints off the errmsg',
    source: errmsgSuffixSource,
    test: testsOf('protocol/identifiers')(
      'The rid comes off an errmsg, with the comma of /sns and without, as on /cgi-bin',
    ),
  },
  'https-only': {
    zh: '微信只接受 https（43003）',
    en: 'WeChat serves https only (43003)',
    source: ofErrcode(43_003),
    simplified: {
      zh: '本机平台两者都可，weauth run 以 https 提供；客户端在本机之外拒绝 http',
      en: 'on this machine the platform serves both; the client refuses http anywhere else',
    },
    test: testsOf('client/account')('Plain http is refused off this machine'),
  },
})
