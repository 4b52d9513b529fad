import {
  consentPage,
  doctorPage,
  errorPage,
  homePage,
  notice,
  noticePage,
  settingsPage,
  snapshotPage,
  tracesPage,
  userPickerPage,
} from '../src/pages/index.ts'
import type { Diagnosis } from '@weauth/protocol/doctor'
import type { PageLanguage } from '../src/html/index.ts'
import type { NoticeName } from '../src/pages/index.ts'

/** The nonce of every sample. */
export const nonce = 'bm9uY2U'

const notices: readonly NoticeName[] = ['refused', 'outsideWechat', 'requestGone', 'forbidden', 'notFound']

/** A diagnosis with `text` wherever something from outside may stand. */
function hostileDiagnosis(text: string): Diagnosis {
  const both = { zh: text, en: text }
  const found = {
    id: text,
    given: text,
    expected: text,
    hint: both,
    certainty: 'documented',
    source: { confidence: 'seed', where: text, sentence: text },
    docs: text,
  } as const
  const input = `https://${text}`
  return {
    kind: 'authorize',
    summary: both,
    input,
    at: { line: 1, column: 1 },
    findings: [
      {
        ...found,
        kind: 'mistake',
        severity: 'warning',
        span: { start: 2, end: 9 },
        causes: [text],
        shows: { phone: text, pc: text, document: text },
      },
      { ...found, kind: 'rule', severity: 'error', span: { start: input.length, end: input.length } },
    ],
    parts: [{ name: text, value: text, span: { start: 0, end: 1 } }],
    domainSteps: [
      { compares: 'host', given: text, expected: text, from: 0, to: 1, holds: true },
      { compares: 'port', given: text, expected: text, from: 0, to: 1, holds: false, hint: both },
    ],
    answeredAt: 1_705_473_313,
    corrected: { link: text, remaining: [text] },
  }
}

/** Every page, with `text` in every place where something from outside may stand. */
export function everyPage(lang: PageLanguage, text: string): Record<string, string> {
  const frame = { lang, nonce }
  const user = { id: text, nickname: text, avatar: `/${text}` }
  const finding = {
    rule: text,
    given: text,
    expected: text,
    hint: { zh: text, en: text },
    source: { confidence: 'seed', where: text, sentence: text },
  } as const
  const app = { appid: text, secret: text, name: text, kind: 'test', callbackDomains: [text] } as const
  const trace = { at: text, flow: text, method: text, route: text, outcome: text, answer: text }
  const rule = { id: text, given: text, expected: text }
  const consent = {
    ...frame,
    confirmPath: '/confirm',
    request: text,
    appName: text,
    user,
    asksRegion: true,
    development: { switchUserUrl: `/${text}`, fragmentWarning: true },
  }
  return {
    consent: consentPage(consent),
    chooser: consentPage({ ...consent, alternatives: [user, { nickname: text }] }),
    snapshot: snapshotPage({
      ...frame,
      url: `/${text}`,
      appName: text,
      query: text,
      fullServicePath: '/full-service',
      development: true,
    }),
    settings: settingsPage({
      ...frame,
      action: '/act',
      user: { ...user, limited: true },
      others: [{ ...user, url: `/${text}` }],
      granted: [
        { appid: text, name: text, since: text, told: true },
        { appid: text, name: text, since: text, told: false },
      ],
    }),
    error: errorPage({
      ...frame,
      text,
      code: 10003,
      meaning: { zh: text, en: text },
      development: { finding, link: text, doctorUrl: `/${text}` },
    }),
    picker: userPickerPage({
      ...frame,
      action: '/pick',
      query: text,
      link: { appName: text, entry: 'menu' },
      users: [
        { ...user, follows: true },
        { ...user, avatar: undefined, follows: false },
      ],
    }),
    home: homePage({
      ...frame,
      profile: text,
      publicUrl: text,
      internalUrl: text,
      tracesUrl: `/${text}`,
      doctorUrl: `/${text}`,
      apps: [
        {
          ...app,
          states: [{ zh: text, en: text }],
          verifyTicketUrl: `/${text}`,
          links: [
            { scope: 'snsapi_base', url: `/${text}`, account: text },
            { scope: 'snsapi_userinfo', url: text },
          ],
        },
      ],
      users: [{ ...user, settingsUrl: `/${text}`, openids: [{ appid: text, openid: text }] }],
    }),
    traces: tracesPage({
      ...frame,
      homeUrl: `/${text}`,
      traces: [
        {
          ...trace,
          parameters: [{ name: text, value: text }],
          rules: [
            { ...rule, verdict: 'broken' },
            { ...rule, verdict: 'passed' },
          ],
        },
      ],
    }),
    doctor: doctorPage({ ...frame, action: '/doctor', asked: text, diagnoses: [hostileDiagnosis(text)] }),
    notice: noticePage({ ...frame, icon: 'info', title: text, text, detail: text }),
    ...Object.fromEntries(notices.map((name) => [name, noticePage({ ...frame, ...notice(name, lang) })])),
  }
}
