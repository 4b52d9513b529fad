import type { DomainStep } from '@weauth/protocol'
import type { Correction, Diagnosis, DoctorFinding } from '@weauth/protocol/doctor'
import { isCause, isError, readingOrder, stretches } from '@weauth/protocol/doctor'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'
import { html, layout, value } from '../html/index.ts'
import { doctorWords } from './doctor-words.ts'

/** What the doctor's page needs to know. */
export type DoctorPageModel = PageModel & {
  /** Where the form is sent. */
  readonly action: string
  /** What was asked, its secrets made unreadable; nothing at the first visit. */
  readonly asked?: string | undefined
  readonly diagnoses: readonly Diagnosis[]
}

const styles = `
.ask { display: grid; gap: 10px; }
.ask textarea { width: 100%; min-height: 7em; padding: 10px 12px; border: 1px solid var(--line); border-radius: 8px; resize: vertical;
  background: var(--back); color: inherit; font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.ask .button { width: auto; justify-self: start; padding: 8px 24px; background: #06703a; color: #fff; }
.diagnosis { display: grid; gap: 14px; }
.diagnosis h2 { margin: 0; }
.marked { display: block; padding: 10px 12px; border-radius: 6px; background: var(--fill); line-height: 2; }
.marked mark { border-radius: 3px; background: var(--bad-back); color: var(--bad); border-bottom: 2px solid var(--bad); }
.marked mark.advice { background: var(--warn-back); color: var(--warn); border-color: var(--warn); }
.marked sup { font-size: 10px; font-weight: 700; padding: 0 2px; line-height: 1; }
.findings { display: grid; gap: 12px; }
.findings > li { padding: 12px 14px; border-left: 4px solid var(--bad); border-radius: 6px; background: var(--fill); }
.findings > li.advice { border-color: var(--warn); }
.findings h3 { font-size: 15px; }
.findings h3 code { font-size: 13px; font-weight: 400; color: var(--quiet); }
.findings .value { background: var(--sheet); }
.findings dl { margin-top: 8px; }
.findings .pairs { grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr)); }
.findings .pairs + p { margin-top: 8px; }
.shown { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; margin-top: 8px; font-size: 13px; }
.shown dt { color: var(--quiet); }
.findings .quiet { margin-top: 8px; }
.steps { display: grid; gap: 4px; font-size: 14px; }
.steps .bad { color: var(--bad); } .steps .good { color: var(--good); }
.diagnosis h3 + * { margin-top: 6px; }
.parts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 14px; align-items: baseline; }
.parts dt { color: var(--quiet); }
.fixed { padding: 10px 12px; border-radius: 6px; background: var(--good-back); color: var(--good); }
.diagnosis details summary { font-size: 13px; color: var(--link); }
div > p.quiet { margin-top: 8px; }
.copy { margin-top: 8px; padding: 4px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--sheet); font-size: 14px; }
`

// A page without scripts has the link to select; with them it has a button.
const script = `
for (const button of document.querySelectorAll('.copy')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', () => navigator.clipboard.writeText(button.previousElementSibling.textContent).then(() => { button.textContent = button.dataset.done }))
}
`

/** The page on which a link is taken apart. */
export function doctorPage({ lang, nonce, action, asked, diagnoses }: DoctorPageModel): string {
  const text = doctorWords[lang]
  const body = html`<main class="wide">
    <header>
      <h1>${text.title}</h1>
      <p class="quiet">${text.intro}</p>
    </header>
    <form class="box ask" method="post" action="${action}">
      <label for="text">${text.label}</label>
      <textarea id="text" name="text" spellcheck="false" autocapitalize="off" autocomplete="off" required>
${asked ?? ''}</textarea>
      <button class="button" type="submit">${text.ask}</button>
    </form>
    ${diagnoses.map((diagnosis) => section(lang, diagnosis))}
  </main>`
  return layout({ lang, nonce, title: text.title, body, styles, script: diagnoses.length > 0 && script })
}

function section(lang: PageLanguage, diagnosis: Diagnosis): Html {
  const text = doctorWords[lang]
  const { summary, findings, input, parts, domainSteps, corrected, answeredAt, kind } = diagnosis
  const ordered = readingOrder(findings)
  const errors = ordered.filter(isError).length
  const advice = ordered.length - errors
  const isJudged = kind !== 'foreign' && kind !== 'rid' && kind !== 'identifier'
  return html`<section class="box diagnosis">
    <h2>${summary[lang]}</h2>
    <p>
      ${errors > 0 && html`<span class="badge bad">${text.errors(errors)}</span> `}
      ${advice > 0 && html`<span class="badge">${text.advices(advice)}</span>`}
      ${findings.length === 0 && isJudged && html`<span class="badge good">${text.fine}</span>`}
    </p>
    ${answeredAt !== undefined && html`<p>${text.answeredAt} ${new Date(answeredAt * 1000).toISOString().slice(0, 19)}Z</p>`}
    ${/^https?:/i.test(input) && marked(input, ordered)}
    ${
      ordered.length > 0 &&
      html`<ol class="findings">
        ${ordered.map((finding, index) => item(lang, finding, index))}
      </ol>`
    }
    ${domainSteps.length > 0 && steps(lang, domainSteps)} ${corrected && correction(lang, corrected)}
    ${
      parts.length > 0 &&
      html`<details>
        <summary>${text.parts}</summary>
        <dl class="parts">
          ${parts.map(
            (part) =>
              html`<dt><code>${part.name}</code></dt>
                <dd>${value(part.value)}</dd>`,
          )}
        </dl>
      </details>`
    }
  </section>`
}

/** The input with what the findings point at marked and numbered. */
function marked(input: string, findings: readonly DoctorFinding[]): Html {
  const parts = stretches(input, findings).map(({ start, end, finding }) => {
    const shown = unseen(input.slice(start, end))
    const by = finding === undefined ? undefined : findings[finding]
    if (!by || finding === undefined) return shown
    return html`<mark class="${isError(by) ? 'error' : 'advice'}">${shown}<sup>${finding + 1}</sup></mark>`
  })
  return html`<p><code class="marked" dir="ltr">${parts}</code></p>`
}

/** What nobody would see, written out. */
const unseen = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[^\S ]/gu,
    (one) => `‹${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  )

function item(lang: PageLanguage, finding: DoctorFinding, index: number): Html {
  const text = doctorWords[lang]
  const { id, hint, given, expected, causes = [], shows, certainty, today, docs, source, kind } = finding
  const label = isCause(finding) ? text.cause : isError(finding) ? text.error : text.advice
  return html`<li class="${isError(finding) ? 'error' : 'advice'}">
    <h3>${index + 1} ${label} <code>${id}</code></h3>
    <p>${hint[lang]}</p>
    ${
      kind !== 'answer' &&
      html`<dl class="pairs">
        ${
          given !== '—' &&
          html`<div>
            <dt>${text.given}</dt>
            <dd>${value(given)}</dd>
          </div>`
        }
        ${
          expected !== '—' &&
          html`<div>
            <dt>${text.expected}</dt>
            <dd>${value(expected)}</dd>
          </div>`
        }
      </dl>`
    }
    ${causes.length > 0 && html`<p>${text.causes} ${causes.map((rule) => html`<code>${rule}</code> `)}</p>`}
    ${
      shows &&
      html`<dl class="shown" lang="zh-CN">
        <dt>${text.phone}</dt>
        <dd>${shows.phone}</dd>
        <dt>${text.pc}</dt>
        <dd>${shows.pc}</dd>
        <dt>${text.document}</dt>
        <dd>${shows.document}</dd>
      </dl>`
    }
    <p class="quiet">
      ${text.certainty[certainty]}${today === 'tolerated' && ` · ${text.tolerated}`} · ${source.where} · ${docs}
    </p>
  </li>`
}

function steps(lang: PageLanguage, all: readonly DomainStep[]): Html {
  const text = doctorWords[lang]
  return html`<div>
    <h3>${text.domains}</h3>
    <ul class="steps">
      ${all.map(
        ({ compares, given, expected, holds }) =>
          html`<li class="${holds ? 'good' : 'bad'}">
            ${holds ? '✓' : '✗'} ${text.steps[compares]} <code>${given || '—'}</code> ${holds ? '=' : '≠'}
            <code>${expected}</code>
          </li>`,
      )}
    </ul>
  </div>`
}

function correction(lang: PageLanguage, { link, remaining }: Correction): Html {
  const text = doctorWords[lang]
  return html`<div>
    <h3>${remaining.length === 0 ? text.corrected : text.partly}</h3>
    <p>
      <code class="value fixed" dir="ltr">${link}</code
      ><button class="copy" type="button" hidden data-done="${text.copied}">${text.copy}</button>
    </p>
    ${remaining.length > 0 && html`<p class="quiet">${text.remaining} ${remaining.join(' ')}</p>`}
  </div>`
}
