/** Makes what would be published: JavaScript and declarations in the `dist` of every package, in the order in which they import each other. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** tsc rewrites `./x.ts` to `./x.js` in what it emits as JavaScript, but not in declarations. */
function nameJavaScript(dist: string): void {
  for (const file of globSync(join(dist, '**/*.d.ts'))) {
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replaceAll(/((?:from|import) ?\(?['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'))
  }
}

for (const name of ['protocol', 'client', 'platform', 'cli']) {
  const start = performance.now()
  const folder = join(root, 'packages', name)
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(folder, 'tsconfig.build.json')], { stdio: 'inherit' })
  if (status !== 0) {
    process.stderr.write(`build: packages/${name} failed\n`)
    process.exit(1)
  }
  nameJavaScript(join(folder, 'dist'))
  // What users' own programs load is written as JavaScript, and not compiled.
  for (const file of globSync('**/*.cjs', { cwd: join(folder, 'src') })) {
    copyFileSync(join(folder, 'src', file), join(folder, 'dist', file))
  }
  // npm packs it from the package's own folder only.
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  process.stdout.write(`packages/${name}/dist  ${Math.round(performance.now() - start)} ms\n`)
}
