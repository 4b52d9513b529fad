import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { runError } from '../user-error.ts'

/** Programs by which Chromium and its kin are known on the PATH. */
const names = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'brave-browser',
]

/** Where they are installed on systems that have no PATH for them. */
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].flatMap((name) =>
    ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((folder) => join(process.env[folder] ?? 'C:/', name)),
  ),
}

/**
 * Finds an installed browser: the one that `CHROME_PATH` names, else of the usual ones.
 *
 * @throws UserError when there is none
 */
export function findBrowser(env: NodeJS.ProcessEnv): string {
  const asked = env['CHROME_PATH']
  const folders = (env['PATH'] ?? '').split(delimiter)
  const candidates = asked
    ? isAbsolute(asked)
      ? [asked]
      : folders.map((folder) => join(folder, asked))
    : [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...(places[process.platform] ?? [])]
  const found = candidates.find((file) => existsSync(file))
  if (found !== undefined) return found
  throw runError(
    asked
      ? { zh: `CHROME_PATH 指向的 ${asked} 不存在`, en: `CHROME_PATH names ${asked}, which is not there` }
      : { zh: '没有找到 Chrome、Chromium 或 Edge', en: 'no Chrome, Chromium or Edge was found' },
    { zh: '安装其一，或用环境变量 CHROME_PATH 指明', en: 'install one, or name it in the environment as CHROME_PATH' },
  )
}
