import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import type { CertificateAuthority } from '@weauth/platform/impersonation'
import type { Bilingual } from '@weauth/protocol'
import { wechatNames } from '@weauth/protocol'
import { openAuthority } from '../authority.ts'
import type { TextLanguage } from '../language.ts'
import { runError, usageError } from '../user-error.ts'
import { readCaOptions } from './ca-options.ts'
import type { Step, TrustPlan } from './system-store.ts'
import { commandLine, trustPlan } from './system-store.ts'

const day = (date: string | number): string => new Date(date).toISOString().slice(0, 10)

/** What a person wants to know of it before trusting it. */
function description({ certificate, file, replaced }: CertificateAuthority): Bilingual {
  const { subject, validFrom, validTo, fingerprint256 } = new X509Certificate(certificate)
  const valid = `${day(validFrom)} – ${day(validTo)}`
  const hosts = wechatNames.map((name) => `\n  ${name}`).join('')
  const old = replaced.map((one) => `\n  ${one}`).join('')
  const zh = `名称：${subject.replace(/^CN=/, '')}
文件：${file}
有效期：${valid}
SHA-256：${fingerprint256}
只能用于以下主机的 https 服务（写在证书的关键扩展中）：${hosts}
不能用于：任何 IP 地址、下级颁发机构
`
  const en = `name: ${subject.replace(/^CN=/, '')}
file: ${file}
valid: ${valid}
SHA-256: ${fingerprint256}
speaks for the https servers of these hosts alone (critical extensions of the certificate say so):${hosts}
and not for: any IP address, an authority under it
`
  if (old === '') return { zh, en }
  return {
    zh: `${zh}已被替换的旧证书（若系统曾信任它们：weauth ca untrust，再 weauth ca trust）：${old}\n`,
    en: `${en}it has replaced these (if your system trusts them: weauth ca untrust, and then weauth ca trust):${old}\n`,
  }
}

/** What the certificates are that an action is about: nobody trusts one anew that has been replaced. */
function planFor(action: 'trust' | 'untrust', { certificate, file, replaced }: CertificateAuthority): TrustPlan {
  const old = action === 'trust' ? [] : replaced.map((one) => ({ file: one, certificate: readFileSync(one, 'utf8') }))
  const machine = { system: process.platform, has: existsSync, home: homedir() }
  const plan = trustPlan(action, [{ file, certificate }, ...old], machine)
  if (plan) return plan
  throw runError(
    { zh: '不知道本系统的证书库在哪里', en: 'where this system keeps what it trusts is not known' },
    { zh: `按系统的文档处理此文件：${file}`, en: `do with this file as your system's manual says: ${file}` },
  )
}

const isRoot = (): boolean => process.getuid?.() === 0

/** The commands of a plan, as the user would type them. */
const linesOf = ({ each, finally: last, needsRoot }: TrustPlan): string[] =>
  [...each.flat(), ...last].map(
    (step) => `${needsRoot && !isRoot() ? 'sudo ' : ''}${commandLine(step, process.platform)}`,
  )

/** Runs steps until one fails; that one is given back. What they say goes beside our own output. */
function runSteps(steps: readonly Step[]): Step | undefined {
  return steps.find(([program, ...args]) => spawnSync(program, args, { stdio: ['inherit', 2, 2] }).status !== 0)
}

function carryOut(plan: TrustPlan): void {
  if (plan.needsRoot && !isRoot()) {
    const lines = linesOf(plan).join('\n        ')
    throw runError(
      { zh: '系统的证书库只有 root 可以更改', en: "only root can change the system's store" },
      { zh: `请运行：\n        ${lines}`, en: `run this:\n        ${lines}` },
    )
  }
  const failures = plan.each.map(runSteps)
  // Of several, those that were never trusted cannot be taken out.
  const failed = failures.every(Boolean) ? failures[0] : undefined
  const notFinished = runSteps(plan.finally)
  const stopped = failed ?? notFinished
  if (!stopped) return
  const line = commandLine(stopped, process.platform)
  throw runError(
    { zh: `命令失败：${line}`, en: `this failed: ${line}` },
    { zh: '原因见上；全部命令见 --dry-run', en: 'why is said above; --dry-run lists every command' },
  )
}

/** Under sudo the home is another's: root would trust an authority that no run of the user's uses. */
function refuseSudo(env: NodeJS.ProcessEnv): void {
  if (!env['SUDO_USER'] || env['WEAUTH_HOME']) return
  throw usageError(
    { zh: 'sudo 之下用的是 root 的证书，不是你的', en: "under sudo the authority would be root's, and not yours" },
    { zh: '不加 sudo 运行：会列出需要 root 的命令', en: 'run it without sudo: it lists the commands that need root' },
  )
}

const done: Record<'trust' | 'untrust', Bilingual> = {
  trust: {
    zh: '系统已信任此证书；撤销：weauth ca untrust',
    en: 'your system trusts it now; to take that back: weauth ca untrust',
  },
  untrust: { zh: '系统不再信任此证书', en: 'your system trusts it no more' },
}

/**
 * `weauth ca`: shows the authority, or changes whether the system trusts it.
 *
 * @throws UserError
 */
export async function caCommand(argv: readonly string[], _version: string, language: TextLanguage): Promise<void> {
  const { env } = process
  const { action, isDryRun } = readCaOptions(argv)
  if (action === 'trust' || action === 'untrust') refuseSudo(env)
  const authority = await openAuthority(env)
  if (action === 'path') process.stdout.write(`${authority.file}\n`)
  else if (action === 'show') process.stdout.write(description(authority)[language])
  else {
    const plan = planFor(action, authority)
    if (isDryRun) {
      process.stdout.write(`${linesOf(plan).join('\n')}\n`)
    } else {
      carryOut(plan)
      process.stdout.write(`${done[action][language]}\n`)
    }
  }
}
