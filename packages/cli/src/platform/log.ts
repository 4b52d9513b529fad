import type { PlatformOptions } from '@weauth/platform'
import { redacted } from '@weauth/platform'
import { runError } from '../user-error.ts'

/** Where a running platform says what happens. */
export type Log = Required<Pick<PlatformOptions, 'onRequest' | 'onError'>> & {
  readonly info: (message: string, fields?: object) => void
  /** Writes what is still waiting to be written. */
  readonly flush: () => void
}

/**
 * A log of one JSON object a line, on standard error: standard output is for what the command prints. Every value is redacted, also what
 * an error of the database or of a library says.
 *
 * @throws UserError when pino is not installed: it is loaded only here
 */
export async function openJsonLog(): Promise<Log> {
  const pino = await loadPino()
  const destination = pino.destination({ dest: 2, sync: false })
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    onRequest: (served) => logger.info(redacted(served), 'request'),
    onError: (error) => logger.error({ error: redacted(error) }, 'failure'),
    info: (message, fields = {}) => logger.info(redacted(fields), message),
    flush: () => {
      try {
        destination.flushSync()
      } catch {
        // Not open yet: then nothing was written either.
      }
    },
  }
}

async function loadPino(): Promise<typeof import('pino')> {
  try {
    return (await import('pino')).default
  } catch (error) {
    throw runError(
      { zh: '--log json 需要 pino', en: '--log json needs the package pino' },
      { zh: 'npm install pino@10.4.0', en: 'npm install pino@10.4.0' },
      error,
    )
  }
}
