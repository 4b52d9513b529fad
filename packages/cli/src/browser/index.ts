/**
 * `weauth browser`: an installed Chromium as WeChat. Here are where browsers are found, how one is started, and what the command says. It
 * imports the doors of the platform, and starts platforms as `weauth platform` does.
 */
export { browserCommand, browserHelp } from './browser-command.ts'
