import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where weauth keeps what belongs to this installation: `WEAUTH_HOME`, else the place that the system has for data of applications.
 */
function homeFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const own = env['WEAUTH_HOME']
  if (own) return own
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData/Local'), 'weauth')
  if (platform === 'darwin') return join(homedir(), 'Library/Application Support/weauth')
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'weauth')
}

/** The folder of the certificate authority. */
export const authorityFolder = (env: NodeJS.ProcessEnv): string => join(homeFolder(env), 'ca')

/** The folder of what others may read in order to trust it: no key stands there. */
export const trustFolder = (env: NodeJS.ProcessEnv): string => join(homeFolder(env), 'trust')
