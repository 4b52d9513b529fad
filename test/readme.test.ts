import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { builtinSeed, createPlatform } from '@weauth/platform'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

/** The TypeScript of a README, as a module whose `login` is handed the callback and returns the user. */
async function snippetOf(readme: string, url: string): Promise<string> {
  const text = await readFile(join(root, readme), 'utf8')
  const snippet = /```ts\n([\s\S]+?)```/.exec(text)?.[1] ?? assert.fail(`${readme} has no TypeScript`)
  assert.ok(snippet.trimEnd().split('\n').length <= 14, 'about twelve lines')
  const [imports = '', ...lines] = snippet.replaceAll('http://127.0.0.1:18080', url).split('\n')
  const signature =
    'export async function login(callback: (link: string) => Promise<string>): Promise<{ nickname: string }> {'
  return [imports, signature, ...lines, 'return user', '}'].join('\n')
}

for (const readme of ['README.md', 'README.zh-CN.md']) {
  test(`the snippet of ${readme} compiles, and logs a user in`, async (t) => {
    const platform = await createPlatform({ seed: builtinSeed(['localhost:3000']) })
    t.after(() => platform.close())
    const { url } = await platform.listen()
    // Inside the repository, so that the packages are found.
    const folder = await mkdtemp(join(root, 'test', '.snippet-'))
    t.after(() => rm(folder, { recursive: true }))
    const file = join(folder, 'snippet.ts')
    await writeFile(file, await snippetOf(readme, url))
    const config = { extends: '../../tsconfig.json', include: ['snippet.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
    const { login } = (await import(pathToFileURL(file).href)) as {
      login: (callback: (link: string) => Promise<string>) => Promise<{ nickname: string }>
    }
    const user = await login(async (link) => {
      const headers = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }
      const { headers: answer } = await fetch(link, { headers, redirect: 'manual' })
      return new URL(answer.get('location') ?? '').searchParams.get('code') ?? ''
    })
    assert.equal(user.nickname, '小艾')
  })
}

test('the command by which the READMEs run a program unchanged works as printed', async (t) => {
  const folder = await mkdtemp(join(root, 'test', '.program-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(
    join(folder, 'app.js'),
    "fetch('https://api.weixin.qq.com/sns/auth').then((r) => r.text()).then((t) => console.log(t))",
  )
  // The second command of the first block.
  const printed = /```sh\n[^\n]+\nnpm exec -- weauth run -- node app\.js +#/
  for (const readme of ['README.md', 'README.zh-CN.md'])
    assert.match(await readFile(join(root, readme), 'utf8'), printed, readme)
  const [npm, ...npmFirst] = process.env['npm_execpath'] ? [process.execPath, process.env['npm_execpath']] : ['npm']
  const args = ['exec', '--', 'weauth', 'run', '--', 'node', join(folder, 'app.js')]
  const env = { ...process.env, WEAUTH_HOME: join(folder, 'home') }
  const { stdout, stderr } = await run(npm ?? 'npm', [...npmFirst, ...args], { cwd: root, env })
  assert.match(stdout, /\{"errcode":41001,"errmsg":"access_token missing"\}/)
  assert.match(stderr, /api\.weixin\.qq\.com\/sns\/auth/)
})

test('the READMEs are no longer than sixty lines, and name the same commands', async () => {
  const [english, chinese] = await Promise.all(
    ['README.md', 'README.zh-CN.md'].map((name) => readFile(join(root, name), 'utf8')),
  )
  for (const text of [english, chinese]) {
    assert.ok((text ?? '').trimEnd().split('\n').length <= 60)
    for (const command of ['npm ci && npm start', 'npm ci && npm test', 'npm exec weauth'])
      assert.ok(text?.includes(command), command)
  }
})

test('docs/nest.md shows the very files of the example that Nest runs', async () => {
  const text = await readFile(join(root, 'docs/nest.md'), 'utf8')
  for (const [, name = '', shown] of text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]+?)```/g))
    assert.equal(shown, await readFile(join(root, 'examples/nest/app', name), 'utf8'), name)
  assert.equal(text.match(/```ts/g)?.length, 2)
})
