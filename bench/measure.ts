/** Starts a setting's servers with a driver beside them, and measures them as often as asked. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measured, Task } from './driver.ts'
import { newDatabase } from './database.ts'
import { start } from './processes.ts'
import type { Usage } from './server.ts'
import { servers } from './servers.ts'
import type { Setting } from './settings.ts'

/** One measurement: what the driver saw, and the server's seconds of CPU for a request. */
export type Sample = Measured & { readonly cpuPerRequest: number; readonly rss: number }

/** A setting that runs. */
export type Opened = {
  /** Drives it with so many users for so long. */
  readonly sample: (users: number, seconds: number) => Promise<Sample>
  readonly close: () => Promise<void>
}

const cpu = (all: readonly Usage[]): number => all.reduce((sum, one) => sum + one.cpu, 0)

/** Starts a setting's servers on one core and their driver on another. */
export async function open(setting: Setting): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-bench-'))
  const template = setting.argument ?? ''
  const database = template.includes('{postgres}') ? await newDatabase() : ''
  const argument = template.replaceAll('{folder}', folder).replaceAll('{postgres}', database)
  const running = Array.from({ length: setting.instances ?? 1 }, () =>
    start('server.ts', 0, [setting.server, argument]),
  )
  const driver = start('driver.ts', 1)
  const close = async (): Promise<void> => {
    await Promise.all([...running, driver].map((one) => one.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
  const usages = (): Promise<Usage[]> => Promise.all(running.map((server) => server.ask<Usage>('usage')))
  try {
    const ports: number[] = []
    for (const server of running) ports.push((await server.first<{ port: number }>()).port)
    const { server, atMost } = setting
    return {
      close,
      async sample(users, seconds) {
        const task: Task = {
          flow: servers[server].flow,
          ports,
          users,
          seconds,
          ...(atMost === undefined ? {} : { atMost }),
        }
        const before = await usages()
        const measured = await driver.ask<Measured>(task)
        const after = await usages()
        return {
          ...measured,
          cpuPerRequest: (cpu(after) - cpu(before)) / (measured.requests * measured.seconds),
          rss: after.reduce((sum, one) => sum + one.rss, 0),
        }
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
