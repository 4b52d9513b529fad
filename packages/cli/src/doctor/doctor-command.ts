import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { hosts } from '@weauth/protocol'
import type { Report } from '@weauth/protocol/doctor'
import { diagnose } from '@weauth/protocol/doctor'
import type { TextLanguage } from '../language.ts'
import { usageError } from '../user-error.ts'
import type { DoctorSettings } from './doctor-options.ts'
import { readDoctorOptions } from './doctor-options.ts'
import { readFacts } from './facts.ts'
import type { Probe } from './probe.ts'
import type { ProbedReport } from './print-report.ts'
import { printReport } from './print-report.ts'

/** Longest text that is looked at, in characters: a megabyte of log, and no more. */
const longestText = 1 << 20

async function readTexts({ texts, file, secretFromEnv }: DoctorSettings): Promise<readonly string[]> {
  if (texts.length > 0 && !(texts.length === 1 && texts[0] === '-')) return texts
  if (file !== undefined) {
    const content = await readFile(file, 'utf8').catch(() => {
      throw usageError(
        { zh: `无法读取文件 ${file}`, en: `cannot read the file ${file}` },
        { zh: '检查路径与权限', en: 'look at its path and permissions' },
      )
    })
    return [content]
  }
  if (secretFromEnv !== undefined && texts.length === 0) return []
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

const joined = (reports: readonly Report[]): Report => ({
  schema: 1,
  diagnoses: reports.flatMap(({ diagnoses }) => diagnoses),
  errors: reports.reduce((sum, { errors }) => sum + errors, 0),
  warnings: reports.reduce((sum, { warnings }) => sum + warnings, 0),
})

/** A secret in the environment, which no option may hold: others could read the command line. */
function secretIn(name: string): string {
  const secret = process.env[name]
  if (secret) return secret
  throw usageError(
    { zh: `环境变量 ${name} 为空`, en: `the environment variable ${name} is empty` },
    { zh: '把 AppSecret 放进去，再运行', en: 'put the AppSecret into it, and run this again' },
  )
}

const getText = (url: URL): Promise<string> =>
  fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5000) }).then((response) => response.text())

/** What was asked of the network, if that was wanted. */
async function probes(
  { probe, secretFromEnv, appid, join }: DoctorSettings,
  report: Report,
): Promise<readonly Probe[]> {
  if (!probe && secretFromEnv === undefined) return []
  const [{ network }, { probe: ask, probeSecret }, { probeTarget }] = await Promise.all([
    import('./network.ts'),
    import('./probe.ts'),
    import('./probe-targets.ts'),
  ])
  const targets = probe ? new Set(report.diagnoses.flatMap((one) => probeTarget(one) ?? [])) : []
  const settings = { network, now: Date.now(), allowPrivate: false, verifyFile: undefined, ...probe }
  const done: Probe[] = []
  for (const target of targets) done.push(await ask(target, settings))
  if (secretFromEnv === undefined) return done
  // A secret is for WeChat, or for the platform that stands in for it.
  return [
    ...done,
    await probeSecret(join ?? `https://${hosts.api.name}`, appid ?? '', secretIn(secretFromEnv), getText),
  ]
}

/**
 * `weauth doctor`: diagnoses what it is given and prints the report. The exit code is 1 when there are errors.
 *
 * @throws UserError
 */
export async function doctorCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const settings = readDoctorOptions(argv)
  if (settings.explain !== undefined) {
    const { explain } = await import('./explain.ts')
    process.stdout.write(explain(settings.explain, language))
    return
  }
  const [texts, facts] = [await readTexts(settings), await readFacts(settings)]
  if (texts.some((text) => text.length > longestText)) {
    throw usageError(
      { zh: '内容超过 1 MiB', en: 'this is more than 1 MiB' },
      { zh: '只给出含有链接的部分', en: 'give the part with the links' },
    )
  }
  const report = joined(texts.map((text) => diagnose(text, facts)))
  if (report.diagnoses.length === 0 && settings.secretFromEnv === undefined) {
    throw usageError(
      { zh: '没有要诊断的内容', en: 'nothing to diagnose' },
      { zh: '给出链接、错误码或错误 JSON', en: 'give a link, an error code or an error as JSON' },
    )
  }
  const asked = await probes(settings, report)
  const all = asked.length === 0 ? report : withProbes(report, asked)
  process.stdout.write(settings.json ? `${JSON.stringify(all, null, 2)}\n` : printReport(all, language, process.stdout))
  if (all.errors > 0) process.exitCode = 1
}

/** The report with what was asked of the network, counted in. */
function withProbes(report: Report, probes: readonly Probe[]): ProbedReport {
  const count = (outcome: 'error' | 'warning'): number =>
    probes.flatMap(({ steps }) => steps).filter((step) => step.outcome === outcome).length
  return { ...report, errors: report.errors + count('error'), warnings: report.warnings + count('warning'), probes }
}
