#!/usr/bin/env node
// Plain JavaScript that a Node of many years ago can read: it must get as far as telling its user to install a newer one.
import { existsSync } from 'fs'
import * as nodeModule from 'module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 12)) {
  console.error(
    `weauth 需要 Node.js 24.12 或更高版本，当前是 ${process.versions.node}。请从 nodejs.org 安装新版（或 nvm install 24）后重试。\n` +
      `weauth needs Node.js 24.12 or newer; this is ${process.versions.node}. Install it from nodejs.org (or: nvm install 24) and try again.`,
  )
  process.exit(2)
}

nodeModule.enableCompileCache()
const source = new URL('../src/main.ts', import.meta.url)
const inRepository = existsSync(source)
if (inRepository) {
  // The workspace packages have no dist here. A hook costs less than a second Node with --conditions.
  nodeModule.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, Object.assign({}, context, { conditions: context.conditions.concat('weauth-source') })),
  })
}

void import(inRepository ? source.href : '../dist/main.js')
  .then(({ main }) => main(process.argv.slice(2)))
  // Now and not at exit: a server is often killed, and the next start would compile everything again.
  .then(() => nodeModule.flushCompileCache())
