import { address, html, layout, comparison, value } from '../html/index.ts'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'

/** One request as the traces page shows it; secrets are redacted before they come here. */
type TraceRow = {
  /** When, ISO 8601. */
  readonly at: string
  /** The flow it belongs to; absent when it belongs to none. */
  readonly flow?: string | undefined
  readonly method: string
  readonly route: string
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  /** In a few words: `redirect`, `consent page`, `errcode 40163`. */
  readonly outcome: string
  readonly rules: readonly TraceRule[]
  /** What was answered. */
  readonly answer: string
}

/** A rule that was asked about a request. */
type TraceRule = {
  readonly id: string
  readonly verdict: 'passed' | 'broken'
  readonly given?: string | undefined
  readonly expected?: string | undefined
}

/** What the traces page needs to know. A page of development only. */
export type TracesPageModel = PageModel & {
  readonly homeUrl: string
  /** Newest first, and shown so. */
  readonly traces: readonly TraceRow[]
}

const words = {
  zh: {
    title: '最近的请求',
    order: '最新的在最前；同一次授权的请求列在一起。',
    empty: '还没有请求。打开一个授权链接，然后刷新此页。',
    flow: '流程',
    noFlow: '不属于任何流程',
    parameters: '参数',
    outcome: '结果',
    answer: '答复',
    passed: '通过的规则',
    broken: '违反的规则',
    time: '时间',
  },
  en: {
    title: 'Recent requests',
    order: 'Newest first; the requests of one login stand together.',
    empty: 'No requests yet. Open an authorize link, then reload this page.',
    flow: 'Flow',
    noFlow: 'Not part of a flow',
    parameters: 'Parameters',
    outcome: 'Outcome',
    answer: 'Answer',
    passed: 'Rules passed',
    broken: 'Broken rule',
    time: 'Time',
  },
} as const

const styles = `
.flow { display: grid; grid-template-columns: minmax(0, 1fr); }
.flow h2 { font-size: 15px; color: var(--quiet); }
.flow ol { border-radius: 10px; overflow: hidden; background: var(--sheet); }
.flow li + li { border-top: 1px solid var(--line); }
.trace summary { display: grid; grid-template: "mark time outcome" "mark route route" / auto minmax(0, 1fr) auto; align-items: baseline; gap: 2px 10px; padding: 12px 16px; }
.trace summary::before { content: "▸"; grid-area: mark; color: var(--quiet); }
.trace[open] summary::before { content: "▾"; }
.trace summary:focus-visible { outline-offset: -3px; border-radius: 10px; }
.trace time { grid-area: time; white-space: nowrap; }
.trace .route { grid-area: route; }
.trace .outcome { grid-area: outcome; max-width: min(14em, 40vw); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.trace .pairs { padding: 4px 16px 18px 38px; }
.trace dd .badge { margin: 0 6px 4px 0; }
@media (min-width: 600px) {
  .trace summary { grid-template: "mark time route outcome" / auto auto minmax(0, 1fr) auto; }
}
`

/** The requests of the last minutes, by flow: what was asked, which rules were judged how, what was answered. */
export function tracesPage({ lang, nonce, homeUrl, traces }: TracesPageModel): string {
  const text = words[lang]
  const flows = Map.groupBy(traces, (trace) => trace.flow)
  const body = html`<main class="wide">
    <header>
      <p><a href="${address(homeUrl)}">← weauth</a></p>
      <h1>${text.title}</h1>
      <p class="quiet">${traces.length === 0 ? text.empty : text.order}</p>
    </header>
    ${[...flows].map(([flow, rows]) => flowSection(lang, flow, rows))}
  </main>`
  return layout({ lang, nonce, title: `${text.title} · weauth`, body, styles })
}

function flowSection(lang: PageLanguage, flow: string | undefined, rows: readonly TraceRow[]): Html {
  const text = words[lang]
  return html`<section class="flow">
    <h2>${flow === undefined ? text.noFlow : html`${text.flow} <code>${flow}</code>`}</h2>
    <ol>
      ${rows.map((row) => html`<li>${traceDetails(lang, row)}</li>`)}
    </ol>
  </section>`
}

function traceDetails(lang: PageLanguage, { at, method, route, parameters, outcome, rules, answer }: TraceRow): Html {
  const text = words[lang]
  const broken = rules.filter((rule) => rule.verdict === 'broken')
  const passed = rules.filter((rule) => rule.verdict === 'passed')
  const look = broken.length > 0 ? 'badge bad' : 'badge good'
  // A broken rule is what one comes here for: it is open at once.
  return html`<details class="trace" ${broken.length > 0 && html`open`}>
    <summary>
      <time class="quiet" datetime="${at}">${timeOfDay(at)}</time>
      <code class="route">${method} ${route}</code>
      <span class="outcome ${look}">${outcome}</span>
    </summary>
    <dl class="pairs">
      ${broken.map(
        (rule) =>
          html`<div>
              <dt>${text.broken}</dt>
              <dd><code>${rule.id}</code></dd>
            </div>
            ${comparison(lang, rule.given, rule.expected)}`,
      )}
      ${
        passed.length > 0 &&
        html`<div>
          <dt>${text.passed}</dt>
          <dd>${passed.map(passedRule)}</dd>
        </div>`
      }
      ${
        parameters.length > 0 &&
        html`<div>
          <dt>${text.parameters}</dt>
          <dd>${parameters.map(({ name, value: text }) => html`<p><code>${name}</code> ${value(text)}</p>`)}</dd>
        </div>`
      }
      <div>
        <dt>${text.outcome}</dt>
        <dd>${value(outcome)}</dd>
      </div>
      <div>
        <dt>${text.answer}</dt>
        <dd>${value(answer)}</dd>
      </div>
      <div>
        <dt>${text.time}</dt>
        <dd><code>${at}</code></dd>
      </div>
    </dl>
  </details>`
}

const passedRule = (rule: TraceRule): Html => html`<span class="badge good">✓ ${rule.id}</span>`

/** The part of an ISO time that differs between two requests. */
function timeOfDay(at: string): string {
  return /T([\d:.]+)/.exec(at)?.[1] ?? at
}
