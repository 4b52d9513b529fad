import { address, html, layout, icon } from '../html/index.ts'
import type { PageModel } from '../html/index.ts'

/** What the page that opens a callback twice needs to know. A page of development only. */
export type TwicePageModel = PageModel & {
  /** Opened first, unseen. */
  readonly first: string
  /** Opened then, and seen. */
  readonly second: string
}

const words = {
  zh: {
    title: '重复回调',
    text: '这里模拟微信的重复回调：先在后台打开一次回调，再跳转过去。',
    link: '继续',
  },
  en: {
    title: 'A doubled callback',
    text: 'As WeChat sometimes does, the callback is opened once behind the scenes, and then for the user to see.',
    link: 'Continue',
  },
} as const

// The first visit is over when its frame has loaded, whatever came of it.
const script = `
const go = () => location.replace(document.querySelector('a').href)
document.querySelector('iframe').addEventListener('load', go)
setTimeout(go, 5000)
`

/** Opens the callback in a frame that runs no script, then in this window. Without script a link does the latter. */
export function twicePage({ lang, nonce, first, second }: TwicePageModel): string {
  const text = words[lang]
  const body = html`<main class="sheet">
    <div class="message">
      ${icon('info')}
      <h1>${text.title}</h1>
      <p class="quiet">${text.text}</p>
      <p><a href="${address(second)}">${text.link}</a></p>
    </div>
    <iframe hidden sandbox title="${text.title}" src="${address(first)}"></iframe>
  </main>`
  return layout({ lang, nonce, title: text.title, body, script })
}
