/**
 * `weauth doctor`: reads a text from the arguments, a file or standard input, hands it to the diagnosis of `@weauth/protocol/doctor` with
 * what is known about the app, and prints the report. It must not know a rule of WeChat's, and loads no platform unless a seed is read.
 */
export { doctorCommand } from './doctor-command.ts'
export { doctorHelp } from './doctor-options.ts'
