/** What a process asks of the disk and the network, told by strace: which it did, and ended at any of them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Skipped } from './proof.ts'

/** Whatever changes a file or its name; and `write`, by which an answer leaves, too. What has a question mark is not on every processor. */
const changing =
  '?open,openat,write,writev,pwrite64,pwritev,copy_file_range,?sendfile,fallocate,ftruncate,fsync,fdatasync,' +
  '?link,linkat,?rename,?renameat,renameat2,?unlink,unlinkat,?chmod,fchmod,fchmodat,?chown,fchown,fchownat'

/** Throws {@link Skipped} where strace is missing or may not trace. */
export function needStrace(): void {
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0)
    throw new Skipped('strace is not here, or may not trace')
}

/** The arguments after which a script of this folder follows. */
export const nodeArguments: readonly string[] = [process.execPath, ...process.execArgv]

/** The lines strace wrote. */
export const traceOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n')

/** One call of a script under strace: what it asked of the disk, and what it wrote. */
export type Traced = { readonly calls: readonly string[]; readonly output: string; readonly wasKilled: boolean }

/** A moment at which a process can die: when it is about to do a call for the nth time; the name where that call makes a file. */
type Moment = { readonly call: string; readonly nth: number; readonly makes: string | undefined }

/** What is done to a folder, by a script that is started again and again. */
export type Killing = {
  readonly folder: string
  readonly script: string
  /** Makes what the script needs, new each time; returns its arguments. */
  readonly prepare: () => readonly string[]
  /** Looks at what is left. */
  readonly judge: (left: Traced, args: readonly string[]) => Promise<void>
  /** At how many moments it is ended at most, spread evenly; all of them without. */
  readonly most?: number | undefined
}

/** Runs the script, up to a moment if one is given. */
function run({ folder, script }: Killing, args: readonly string[], moment?: Moment): Traced {
  const file = join(folder, 'trace')
  const what = moment
    ? ['-e', `trace=${moment.call}`, '-e', `inject=${moment.call}:signal=KILL:when=${moment.nth}`]
    : ['-e', `trace=${changing}`]
  const command = ['-qq', '-y', '-o', file, ...what, ...nodeArguments, join(import.meta.dirname, script), ...args]
  const { status, signal, stdout, stderr } = spawnSync('strace', command, { encoding: 'utf8' })
  const wasKilled = signal === 'SIGKILL' || status === 137
  if (!wasKilled && status !== 0) throw new Error(`${script}: ${stderr}`)
  return { calls: traceOf(file).filter((line) => /^\w+\(/.test(line)), output: stdout, wasKilled }
}

/** The file a call makes, without the number that `prepare` gave it. */
const madeBy = (line: string): string | undefined =>
  line.startsWith('open') && /O_CREAT|O_TRUNC/.test(line)
    ? /"([^"]*)"/.exec(line)?.[1]?.replace(/\d+(?=[^/]*$)/, '')
    : undefined

/** Whether a call changes something in the folder, or is the answer. */
const isOfNote = (line: string, folder: string): boolean =>
  line.startsWith('open')
    ? madeBy(line)?.startsWith(folder) === true
    : line.includes(folder) || /^writev?\(1</.test(line)

/** Every moment at which a process that does these calls can die, with a difference to whoever looks at the folder or heard its answer. */
function momentsOf(calls: readonly string[], folder: string): Moment[] {
  const counts = new Map<string, number>()
  return calls.flatMap((line) => {
    const [call = ''] = line.split('(', 1)
    const nth = (counts.get(call) ?? 0) + 1
    counts.set(call, nth)
    return isOfNote(line, folder) ? [{ call, nth, makes: madeBy(line) }] : []
  })
}

/** So many of a list at most, evenly, the last among them. */
const spread = <T>(list: readonly T[], most: number): T[] =>
  list.filter((_, index) => Math.floor((index * most) / list.length) < Math.floor(((index + 1) * most) / list.length))

/** How many more or fewer such calls Node itself may have made before: it looks at the machine and wakes its threads now sooner, now later. */
const shifts = [0, 1, -1, 2, -2, 0, 1, -1, 0]
/** Now and then a whole run is another than all that follow: then it is recorded anew. */
const mostRecordings = 4

/** Ends a new run of the script at that moment, and judges; false when none of the tries died there. */
async function killAt(killing: Killing, moment: Moment): Promise<boolean> {
  for (const shift of shifts) {
    const args = killing.prepare()
    const left = run(killing, args, { ...moment, nth: moment.nth + shift })
    const last = left.calls.at(-1) ?? ''
    if (left.wasKilled && isOfNote(last, killing.folder) && madeBy(last) === moment.makes) {
      await killing.judge(left, args)
      return true
    }
  }
  return false
}

/** Lets the script run through, and judges. Returns the moments at which it can be ended. */
async function recorded(killing: Killing): Promise<Moment[]> {
  const args = killing.prepare()
  const whole = run(killing, args)
  await killing.judge(whole, args)
  return momentsOf(whole.calls, killing.folder)
}

/**
 * Lets a script run through once, and then ends it before each thing it tells the disk and before its answer: after a thing is before
 * the next one, and after the last is when it got through. `judge` sees what is left after each. Returns how often it was ended.
 */
export async function killAtEveryWrite(killing: Killing): Promise<number> {
  let all = await recorded(killing)
  const indexes = spread([...all.keys()], killing.most ?? all.length)
  for (const index of indexes) {
    for (let recording = 1; ; recording += 1) {
      const moment = all[index]
      if (moment && (await killAt(killing, moment))) break
      if (recording === mostRecordings) throw new Error(`never ended at ${JSON.stringify(moment)}`)
      all = await recorded(killing)
    }
  }
  return indexes.length
}
