import { after } from 'node:test'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

// One Chromium for all browser tests of a run: the one npm brings along on Linux, elsewhere an installed Chrome.

const args = ['--no-sandbox', '--disable-background-networking']

async function launch(): Promise<Browser | undefined> {
  if (process.platform === 'linux') {
    const { default: files } = await import('@sparticuz/chromium')
    return chromium.launch({ executablePath: await files.executablePath(), args })
  }
  return chromium.launch({ channel: 'chrome', args }).catch(() => undefined)
}

const launched = await launch()
after(() => launched?.close())

/** For the options of a test: why it cannot run here, or false. */
export const skip: string | false = launched ? false : 'no Chrome is installed, and npm brings one along on Linux only'

/** The browser. Only for tests that {@link skip} lets run. */
export const browser: Browser = launched as Browser
