import { address, html, layout } from '../html/index.ts'
import type { PageModel } from '../html/index.ts'

/** What the snapshot page needs to know. */
export type SnapshotPageModel = PageModel & {
  /** Where the business is told of a virtual user. */
  readonly url: string
  readonly appName: string
  /** The raw query of the link. */
  readonly query: string
  /** Where the button posts `query` to. */
  readonly fullServicePath: string
  readonly development: boolean
}

// The two sentences in Chinese are WeChat's own.
const words = {
  zh: {
    limited: '该网页需获取个人信息才可使用完整服务，当前仅可浏览部分内容',
    full: '使用完整服务',
    development:
      '快照页：业务收到的是虚拟用户（is_snapshotuser 为 1）。页面空白？它不允许被嵌入，真实的微信里没有框架。',
  },
  en: {
    limited: 'This page needs your personal information for its full service. You see a part of it now',
    full: 'Full service',
    development:
      'A snapshot page: the business is told of a virtual user (is_snapshotuser is 1). Is it blank? It refuses to be framed; in real WeChat there is no frame.',
  },
} as const

// Only scrolling is possible: the frame is as long as a long page, takes no pointer and no focus, and what scrolls is the page around it.
const styles = `
.snapshot { display: block; width: 100%; height: 250vh; border: 0; background: #fff; pointer-events: none; }
.bar { position: fixed; inset: auto 0 0; background: var(--sheet); border-top: 1px solid var(--line); text-align: left; padding: 12px 16px max(12px, env(safe-area-inset-bottom)); }
.bar form { display: flex; align-items: center; gap: 16px; max-width: 720px; margin: 0 auto; }
.bar p { flex: 1; min-width: 0; font-size: 14px; line-height: 1.45; }
.bar .button { flex: none; width: auto; max-width: 46%; padding: 8px 16px; font-size: 15px; line-height: 24px; }
.bar .quiet { max-width: 720px; margin: 8px auto 0; font-size: 12px; }
body { padding-bottom: 132px; }
`

// The form would drop the fragment; with it, the consent page that follows still sees whether the link had #wechat_redirect.
const script = `document.forms[0].action += location.hash`

/** A page of the business as one may look at it without being known: a bar below it leads to the real one. Works without script. */
export function snapshotPage({ lang, nonce, ...model }: SnapshotPageModel): string {
  const text = words[lang]
  const body = html`<main>
      <iframe
        class="snapshot"
        src="${address(model.url)}"
        title="${model.appName}"
        sandbox="allow-scripts allow-same-origin"
        referrerpolicy="no-referrer"
        tabindex="-1"
        inert
      ></iframe>
    </main>
    <footer class="bar">
      <form method="post" action="${address(model.fullServicePath)}">
        <input type="hidden" name="query" value="${model.query}" />
        <p>${text.limited}</p>
        <button class="button primary">${text.full}</button>
      </form>
      ${model.development && html`<p class="quiet">${text.development}</p>`}
    </footer>`
  return layout({ lang, nonce, title: model.appName, body, styles, script })
}
