import { identifierFormats } from '../identifiers.ts'
import { lifetimeSources } from '../lifetimes.ts'
import type { LedgerRow } from './row.ts'
import { section, switched, testsOf } from './row.ts'
import { assumed, community, seed } from '../source.ts'

const tokens = testsOf('platform/web-tokens')
const unburned = tokens('a wrong secret, another app, a wrong grant_type and a cut code do not burn the code')

/** Section A.11: the code. */
export const codeRows: readonly LedgerRow[] = section('A.11', {
  'code-five-minutes': {
    zh: 'code 五分钟内有效',
    en: 'a code is good for five minutes',
    source: lifetimeSources['codeLifetimeSeconds'] ?? assumed(''),
    rules: ['code-fresh'],
    test: tokens('a code lives until five minutes have passed, not one second longer'),
  },
  'code-once': {
    zh: 'code 只能用一次，再用为 40163',
    en: 'a code is good once; used again it is 40163',
    source: seed('code只能使用一次'),
    rules: ['code-unused'],
    test: tokens('a code is good once: the second exchange gets 40163'),
  },
  'code-once-under-load': {
    zh: '同时换取同一个 code，只有一次成功',
    en: 'of many exchanges of one code at the same time, one succeeds',
    source: seed('code只能使用一次'),
    test: testsOf('platform/race')('twenty thousand parallel redemptions of 400 codes have one winner each'),
  },
  'code-differs': {
    zh: '每次授权的 code 不同',
    en: 'every authorization has its own code',
    source: seed('code作为换取access_token的票据,每次用户授权带上的code将不一样'),
    test: testsOf('platform/authorize')('every authorization yields another code'),
  },
  'code-website-ten-minutes': {
    zh: '网站应用的 code 十分钟内有效',
    en: 'the code of a website app is good for ten minutes',
    source: lifetimeSources['websiteCodeLifetimeSeconds'] ?? assumed(''),
    test: testsOf('platform/mobile')('a code of a mobile or website app lives ten minutes, to the second'),
  },
  'code-mobile-ten-minutes': {
    zh: '移动应用的 code 十分钟内有效',
    en: 'the code of a mobile app is good for ten minutes',
    source: assumed('no source of ours says it of mobile apps: taken from website apps, of the same open platform'),
    test: testsOf('platform/mobile')('a code of a mobile or website app lives ten minutes, to the second'),
  },
  'code-format': {
    zh: 'code 为 32 个字母数字，形如 061…',
    en: 'a code is of 32 letters and digits, such as 061…',
    source: identifierFormats.code.source,
    test: testsOf('protocol/identifiers')('The format of code fits its samples and not their neighbours'),
  },
  'code-repeated-characters': {
    zh: '第 4–7 位在第 28–31 位重复',
    en: 'characters 4 to 7 come again as 28 to 31',
    source: identifierFormats.code.source,
    simplified: { zh: '不重复：那里是随机数', en: 'they do not: they are random, and nobody may rely on it' },
    test: testsOf('platform/authorize')('every authorization yields another code'),
  },
  'code-used-long-ago': {
    zh: '用过的 code 数小时后得到 40029',
    en: 'hours later a used code is 40029',
    source: community('developers.weixin.qq.com/community oCJUsw0YtVj_…'),
    simplified: {
      zh: '何时改变未确定：过期的 code 在宽限期后清除，此后为 40029',
      en: 'when is not established: an expired code is purged after a grace, and from then on it is 40029',
    },
    test: testsOf('platform/web-tokens')('a used code is 40163 while it is remembered, and 40029 once it is forgotten'),
  },
  'code-of-another-app': {
    zh: '别的 appid 的 code 是 40029',
    en: 'the code of another appid is 40029',
    source: community('csdn 92172374'),
    rules: ['code-known'],
    test: unburned,
  },
  'expired-code-42003': switched('expired-code-42003'),
})
