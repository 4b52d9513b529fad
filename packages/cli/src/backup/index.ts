/** Backups: `weauth backup` and `weauth restore`. Imports the platform's stores; knows nothing of a running platform. */
export { backupCommand, backupHelp, restoreCommand, restoreHelp } from './backup-command.ts'
