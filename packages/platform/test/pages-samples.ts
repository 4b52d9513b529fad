import { consentPage, errorPage, homePage, notice, noticePage, tracesPage, userPickerPage } from '../src/pages/index.ts'
import type { NoticeName, PageLanguage } from '../src/pages/index.ts'

/** The nonce of every sample. */
export const nonce = 'bm9uY2U'

const notices: readonly NoticeName[] = ['refused', 'outsideWechat', 'requestGone', 'forbidden', 'notFound']

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
  return {
    consent: consentPage({
      ...frame,
      confirmPath: '/confirm',
      request: text,
      appName: text,
      user,
      asksRegion: true,
      development: { switchUserUrl: `/${text}`, fragmentWarning: true },
    }),
    error: errorPage({
      ...frame,
      text,
      code: 10003,
      meaning: { zh: text, en: text },
      development: { finding, link: text },
    }),
    picker: userPickerPage({
      ...frame,
      action: '/pick',
      query: text,
      appName: text,
      entry: 'menu',
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
      users: [{ ...user, openids: [{ appid: text, openid: text }] }],
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
    notice: noticePage({ ...frame, icon: 'info', title: text, text, detail: text }),
    ...Object.fromEntries(notices.map((name) => [name, noticePage({ ...frame, ...notice(name, lang) })])),
  }
}
