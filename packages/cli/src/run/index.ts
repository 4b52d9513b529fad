/**
 * `weauth run`: a command, and everything it starts, for which WeChat is the platform. Here are the environment that does it, the file that
 * every Node process loads, the child process and the account of what was called. It imports the doors of the platform, and starts platforms as
 * `weauth platform` does.
 */
export { runCommand } from './run-command.ts'
export { runHelp } from './run-options.ts'
