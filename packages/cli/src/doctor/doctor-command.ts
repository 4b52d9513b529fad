import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import type { AppFacts } from '@weauth/protocol'
import { authorizeScopes, behavioursOf } from '@weauth/protocol'
import type { DoctorFacts, Report } from '@weauth/protocol/doctor'
import { diagnose } from '@weauth/protocol/doctor'
import type { TextLanguage } from '../language.ts'
import { runError, usageError } from '../user-error.ts'
import type { DoctorSettings } from './doctor-options.ts'
import { readDoctorOptions } from './doctor-options.ts'
import { explain } from './explain.ts'
import { printReport } from './print-report.ts'

/** Longest text that is looked at, in characters: a megabyte of log, and no more. */
const longestText = 1 << 20

async function readTexts({ texts, file }: DoctorSettings): Promise<readonly string[]> {
  if (texts.length > 0 && !(texts.length === 1 && texts[0] === '-')) return texts
  if (file !== undefined) {
    const content = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw runError(
        { zh: `无法读取文件 ${file}`, en: `cannot read the file ${file}` },
        { zh: '检查路径与权限', en: 'look at its path and permissions' },
        cause,
      )
    })
    return [content]
  }
  if (process.stdin.isTTY && texts.length === 0) {
    throw usageError(
      { zh: '没有给出要诊断的内容', en: 'nothing to diagnose' },
      {
        zh: "例如 weauth doctor '链接'；详见 weauth doctor --help",
        en: "as in: weauth doctor 'LINK'; see weauth doctor --help",
      },
    )
  }
  return [await readAll(process.stdin)]
}

/** What is known about the apps: from a seed file, or from what the options say of the one app. */
async function readFacts({ seedFile, app, appid, profile }: DoctorSettings): Promise<DoctorFacts> {
  const facts = { behaviours: behavioursOf(profile), ...(appid !== undefined && { appid }) }
  if (seedFile !== undefined) {
    const { readSeed } = await import('@weauth/platform')
    const seed = await readSeed(seedFile)
    const apps = new Map<string, AppFacts>(seed.apps.map((one) => [one.appid, one]))
    return { ...facts, app: (id) => apps.get(id) ?? null }
  }
  if (!app) return facts
  const known: AppFacts = {
    kind: app.kind,
    callbackDomains: app.domains ?? [],
    scopes: authorizeScopes,
    banned: false,
    requireFollow: false,
  }
  return { ...facts, app: (id) => (appid === undefined || id === appid ? known : undefined) }
}

const joined = (reports: readonly Report[]): Report => ({
  schema: 1,
  diagnoses: reports.flatMap(({ diagnoses }) => diagnoses),
  errors: reports.reduce((sum, { errors }) => sum + errors, 0),
  warnings: reports.reduce((sum, { warnings }) => sum + warnings, 0),
})

/**
 * `weauth doctor`: diagnoses what it is given and prints the report. The exit code is 1 when there are errors.
 *
 * @throws UserError
 */
export async function doctorCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const settings = readDoctorOptions(argv)
  if (settings.explain !== undefined) {
    process.stdout.write(explain(settings.explain, language))
    return
  }
  const [texts, facts] = [await readTexts(settings), await readFacts(settings)]
  if (texts.some((text) => text.length > longestText)) {
    throw runError(
      { zh: '内容超过 1 MiB', en: 'this is more than 1 MiB' },
      { zh: '只给出含有链接的部分', en: 'give the part with the links' },
    )
  }
  const report = joined(texts.map((text) => diagnose(text, facts)))
  if (report.diagnoses.length === 0) {
    throw usageError(
      { zh: '没有要诊断的内容', en: 'nothing to diagnose' },
      { zh: '给出链接、错误码或错误 JSON', en: 'give a link, an error code or an error as JSON' },
    )
  }
  process.stdout.write(
    settings.json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report, language, process.stdout),
  )
  if (report.errors > 0) process.exitCode = 1
}
