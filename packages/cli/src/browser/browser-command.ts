import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chromiumArguments, phoneSize } from '@weauth/platform/impersonation'
import { wechatUserAgent } from '@weauth/protocol'
import type { HelpPage } from '../help.ts'
import { startImpersonation } from '../impersonation.ts'
import type { TextLanguage } from '../language.ts'
import { parseOptions } from '../parse-options.ts'
import { choiceTable, platformChoice } from '../platform/index.ts'
import type { PlatformChoice } from '../platform/index.ts'
import { openScratchFolder } from '../scratch-folder.ts'
import { runError, usageError } from '../user-error.ts'
import { findBrowser } from './find-browser.ts'

/** What `weauth browser --help` prints. */
export const browserHelp: HelpPage = {
  intro: {
    zh: `用法：weauth browser [网址] [选项] [-- 浏览器参数]

用已安装的 Chrome、Chromium 或 Edge 打开“微信”：微信的 User-Agent、手机大小的窗口，open.weixin.qq.com 等主机即本机的平台。
使用临时的用户目录，不影响平时的浏览器，也不安装任何证书。不给网址时打开平台首页。`,
    en: `Usage: weauth browser [URL] [options] [-- BROWSER ARGUMENTS]

Opens an installed Chrome, Chromium or Edge as WeChat: its user agent, a window of a phone's size, and open.weixin.qq.com and the other
hosts are the platform on this machine. The profile is temporary: your own browser is untouched, and no certificate is installed. Without
a URL it opens the platform's home page.`,
  },
  options: choiceTable,
  examples: {
    zh: `  weauth browser http://localhost:3000/login --callback localhost:3000
  weauth browser http://localhost:3000 --join http://127.0.0.1:18080`,
    en: `  weauth browser http://localhost:3000/login --callback localhost:3000
  weauth browser http://localhost:3000 --join http://127.0.0.1:18080`,
  },
}

type BrowserSettings = PlatformChoice & { readonly url: string | undefined; readonly more: readonly string[] }

/** Reads the arguments: a URL first, if any, then options, then what the browser itself is given. */
function readBrowserOptions(argv: readonly string[]): BrowserSettings {
  const mark = argv.indexOf('--')
  const own = mark === -1 ? argv : argv.slice(0, mark)
  const [first = ''] = own
  const url = first === '' || first.startsWith('-') ? undefined : first
  if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    throw usageError(
      { zh: `不是网址：${url}`, en: `not a URL: ${url}` },
      { zh: '写全，如 http://localhost:3000/login', en: 'write it in full, as in http://localhost:3000/login' },
    )
  }
  const values = parseOptions(url === undefined ? own : own.slice(1), choiceTable, 'weauth browser --help')
  return { url, more: mark === -1 ? [] : argv.slice(mark + 1), ...platformChoice(values) }
}

/**
 * `weauth browser`: opens it, and ends when it is closed.
 *
 * @throws UserError when the arguments are wrong, there is no browser, or the platform cannot be started
 */
export async function browserCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const settings = readBrowserOptions(argv)
  const executable = findBrowser(process.env)
  const { publicUrl, port, authority, close } = await startImpersonation(settings)
  const profile = openScratchFolder('browser')
  const browser = spawn(
    executable,
    [
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      `--user-agent=${wechatUserAgent}`,
      `--window-size=${phoneSize.width},${phoneSize.height}`,
      ...chromiumArguments({ port }, authority),
      ...settings.more,
      settings.url ?? publicUrl,
    ],
    { stdio: ['ignore', 'inherit', 'ignore'] },
  )
  const text = {
    zh: `微信即 ${publicUrl}；关闭浏览器即结束`,
    en: `WeChat is ${publicUrl}; close the browser to end`,
  }
  process.stderr.write(`weauth: ${text[language]}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => browser.kill())
  try {
    await once(browser, 'exit')
  } catch (error) {
    const { message } = error as Error
    throw runError(
      { zh: `无法启动 ${executable}：${message}`, en: `${executable} cannot be started: ${message}` },
      { zh: '用环境变量 CHROME_PATH 指明另一个浏览器', en: 'name another browser in the environment as CHROME_PATH' },
      error,
    )
  } finally {
    await close()
  }
}
