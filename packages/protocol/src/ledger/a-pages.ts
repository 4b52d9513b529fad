import { isAnswered } from '../explain/explanation.ts'
import { unanswered } from '../explain/unanswered.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import { pageErrors } from '../errors/page-errors.ts'
import type { LedgerRow, RowText } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import { assumed, community, official } from '../source.ts'

const provoked = testsOf('platform/provoked')
const pages = testsOf('platform/pages')

function pageRow(id: PageErrorId): [string, RowText] {
  const { code, meaning, source } = pageErrors[id]
  const number = code === undefined ? '' : `${code} `
  const reason = unanswered[id]
  const test = isAnswered(id)
    ? provoked('every error rule is provoked above, at every endpoint that has it')
    : testsOf('protocol/page-errors')('Every page code of the official table is there once, with its text')
  return [
    `page-${id}`,
    { zh: `${number}${meaning.zh}`, en: `${number}${meaning.en}`, source, test, ...(reason && { simplified: reason }) },
  ]
}

const skins = section('A.5', {
  'page-two-skins': {
    zh: '手机上是「微信登录失败」加文字与错误码，PC 与开发者工具只有文字',
    en: 'phones show 微信登录失败 with text and code; PC WeChat and the developer tool show a text alone',
    source: community('developers.weixin.qq.com/community 0002808128c7…: one URL, two pages'),
    simplified: {
      zh: '一种页面：标题「该链接无法访问」，下有文字与错误码',
      en: 'one page for all, with the text and, where there is one, the code',
    },
    test: pages('the error page says WeChat’s own words first, then what a developer needs'),
  },
  'page-html': {
    zh: '错误页的 HTML 与 HTTP 状态',
    en: 'the HTML of an error page and its HTTP status',
    source: official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html'),
    simplified: {
      zh: '未确定：自己的页面，HTTP 200，不重定向',
      en: 'not established: a page of our own with HTTP 200, and never a redirect',
    },
    test: testsOf('platform/authorize')(
      'a broken link is a page with WeChat’s own words and the finding, never a redirect',
    ),
  },
  'wechat-only': switched('wechat-only', { rules: ['inside-wechat'] }),
  'wechat-only-by-app': {
    zh: '应用可各自决定是否只在微信内打开',
    en: 'an app decides for itself whether it is for WeChat alone',
    source: assumed('reports differ by account, and nothing says what decides'),
    test: testsOf('platform/callbacks')(
      'an app decides for itself whether other browsers are served, whatever the profile says',
    ),
  },
  'page-10038': {
    zh: '错误码 10038',
    en: 'the page code 10038',
    source: community('the title of one blog post, without a text'),
    notDone: { zh: '文字与触发条件都不明', en: 'neither its text nor its trigger is known' },
  },
  'page-unencoded-hash': {
    zh: 'redirect_uri 中未编码的 # 截断链接，得到「response_type参数错误」',
    en: 'an unencoded # in redirect_uri cuts the link, which ends in response_type参数错误',
    source: community('cnblogs.com/dreamli/6264478'),
    test: testsOf('protocol/link')('An unencoded # in redirect_uri cuts the link, and the finding says so'),
  },
  'page-must-follow-by-account': {
    zh: '测试号可要求先关注：未关注者 10006，关注者照常',
    en: 'a test account may demand following: a stranger gets 10006, a follower is served',
    source: pageErrors['must-follow'].source,
    rules: ['must-follow'],
    test: testsOf('platform/authorize')(
      'a test account that demands following turns a stranger away with 10006 and serves a follower',
    ),
  },
  'page-banned-account': {
    zh: '账号被封禁，授权页 10004',
    en: 'the links of a banned account end in 10004',
    source: pageErrors['account-banned'].source,
    rules: ['account-not-banned'],
    test: provoked('every error rule is provoked above, at every endpoint that has it'),
  },
  'page-too-frequent-by-user': {
    zh: '同一用户打开太频繁 10009',
    en: 'a user who opens links too often gets 10009',
    source: pageErrors['too-frequent'].source,
    rules: ['not-too-often'],
    simplified: {
      zh: '阈值未确定：按应用设定的 authorizationsPerMinute，缺省不限',
      en: 'the threshold is not established: `authorizationsPerMinute` of the app, none by default',
    },
    test: testsOf('platform/account-states')(
      'not-too-often: a user who opens a link more often than the app allows sees 10009, another user does not',
    ),
  },
})

/** Section A.5: every page by which an authorization ends before it began. */
export const pageRows: readonly LedgerRow[] = [
  ...section('A.5', Object.fromEntries((Object.keys(pageErrors) as PageErrorId[]).map(pageRow))),
  ...skins,
]
