/**
 * `weauth ca`: the certificate authority of this installation, shown, and trusted by the whole system when that is asked for. It imports the
 * platform's impersonation, and must not know platforms.
 */
export { caCommand, caHelp } from './ca-command.ts'
