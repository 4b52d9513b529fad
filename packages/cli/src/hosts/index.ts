/**
 * `weauth hosts`: WeChat's names on the port where the world looks for them, for containers and for machines whose programs nobody starts by
 * `weauth run`. Here are the listener, the lines for a hosts file, the file for Compose and what others need in order to trust it. It imports
 * the doors of the platform, and starts platforms as `weauth platform` does.
 */
export { hostsCommand } from './hosts-command.ts'
export { hostsHelp } from './hosts-options.ts'
