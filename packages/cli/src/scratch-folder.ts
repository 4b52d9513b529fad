import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It lives, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes what commands left behind that were killed: their folders are named by process. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^weauth-(?:run|browser)-(\d+)-/.exec(name)?.[1])
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** A folder for this process alone, gone when it ends in any way but by SIGKILL; the next one removes what that leaves. */
export function openScratchFolder(command: 'run' | 'browser'): string {
  removeLeftovers()
  const folder = mkdtempSync(join(tmpdir(), `weauth-${command}-${process.pid}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
