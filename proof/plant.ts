/**
 * Plants the bug that WEAUTH_PLANTED names, in a process started with `--import` of this file: the text of source files is changed as
 * it is loaded. Nothing on disk changes, and child processes that get the same arguments have the same bug.
 */
import { registerHooks } from 'node:module'
import { mutants } from './bugs/index.ts'
import { plant, plantedBugs } from './planted.ts'

const id = process.env['WEAUTH_PLANTED'] ?? ''
const bug = plantedBugs[id] ?? mutants[id]
if (id !== '' && !bug) throw new Error(`no planted bug is called ${id}`)
if (bug) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!loaded.source || !bug.edits.some(({ file }) => url.endsWith(file))) return loaded
      const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
      return { ...loaded, source: plant(bug, url, text) }
    },
  })
}
