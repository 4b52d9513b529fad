import type { PlaywrightTestConfig } from '@playwright/test'

// A Chromium that is installed already: CHROME_PATH, else Chrome. Without this line Playwright's own is used.
const browser = process.env['CHROME_PATH'] ? { executablePath: process.env['CHROME_PATH'] } : { channel: 'chrome' }

const config: PlaywrightTestConfig = {
  testMatch: '*.spec.ts',
  reporter: 'list',
  use: { launchOptions: { ...browser, args: ['--no-sandbox'] } },
  webServer: { command: `"${process.execPath}" site.ts`, port: Number(process.env['PORT'] ?? 3000) },
}

export default config
