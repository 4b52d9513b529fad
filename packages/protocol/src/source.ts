/**
 * Where a fact about WeChat comes from. Every rule, behaviour and code carries one, so that a reader can weigh it.
 *
 * | confidence | means |
 * |---|---|
 * | `seed` | a sentence of the WeChat document this project started from (about 2015-2016) |
 * | `official` | an official page, read in excerpt |
 * | `copied` | official text, read in third-party copies that agree |
 * | `code` | read in the source of an SDK or product |
 * | `community` | a forum, blog or issue report |
 * | `computed` | verified by computation on collected samples |
 * | `assumed` | nothing says so: our choice, and visibly so |
 */
export type Confidence = 'seed' | 'official' | 'copied' | 'code' | 'community' | 'computed' | 'assumed'

/** What each confidence means, for a person. */
export const confidenceMeanings: Readonly<Record<Confidence, Bilingual>> = {
  seed: { zh: '微信文档（约 2015–2016 年）', en: 'WeChat document of about 2015–2016' },
  official: { zh: '官方页面', en: 'official page' },
  copied: { zh: '官方文字的多份一致转载', en: 'copies of official text that agree' },
  code: { zh: 'SDK 或产品的源码', en: 'source code of an SDK or product' },
  community: { zh: '社区报告', en: 'community report' },
  computed: { zh: '由样本计算得出', en: 'computed from samples' },
  assumed: { zh: '没有依据，是 weauth 的选择', en: 'stated nowhere; weauth’s own choice' },
}

/** A source: how sure it is, where it stands, and, where there is one, WeChat's own sentence in its own language. */
export type Source = {
  readonly confidence: Confidence
  /** The page, thread, repository or section where the fact can be read. */
  readonly where: string
  /** The sentence itself, quoted. */
  readonly sentence?: string
}

const seedDocument = 'mp.weixin.qq.com/wiki 网页授权获取用户基本信息'

/** A sentence of the seed document. */
export const seed = (sentence: string): Source => ({ confidence: 'seed', where: seedDocument, sentence })

const other =
  (confidence: Confidence) =>
  (where: string, sentence?: string): Source =>
    sentence === undefined ? { confidence, where } : { confidence, where, sentence }

/** An official page. */
export const official: (where: string, sentence?: string) => Source = other('official')
/** Official text in copies that agree. */
export const copied: (where: string, sentence?: string) => Source = other('copied')
/** The source code of an SDK or product. */
export const code: (where: string, sentence?: string) => Source = other('code')
/** A community report. */
export const community: (where: string, sentence?: string) => Source = other('community')
/** Computed from samples. */
export const computed: (where: string, sentence?: string) => Source = other('computed')
/** Our own choice; `why` says why it was made so. */
export const assumed = (why: string): Source => ({ confidence: 'assumed', where: why })

/** One sentence in both languages of this project. */
export type Bilingual = { readonly zh: string; readonly en: string }
