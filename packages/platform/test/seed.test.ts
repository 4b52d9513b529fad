import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { checkCallbackDomain, matchCallbackDomain } from '@weauth/protocol'
import { parse } from 'yaml'
import { appOf, builtinSeed, readSeed, seedJsonSchema } from '../src/seed/index.ts'

const example = `profile: documented            # or observed
openPlatforms: [{ id: acme }]
apps:
  - appid: wx0a1b2c3d4e5f6071
    secret: 0123456789abcdef0123456789abcdef
    name: 示例商城
    kind: service              # service | test | website | mobile | component
    callbackDomains: [shop.example.com]
    scopes: [snsapi_base, snsapi_userinfo]
    openPlatform: acme
    refreshTokenDays: 30       # 7 | 30 | 60 | 90
    requireFollow: false       # test accounts: true means a stranger gets 10006
    banned: false
users:
  - id: alice
    nickname: 小艾
    sex: 2
    province: 广东              # a string, or { zh_CN, zh_TW, en }; provinces have a built-in table
    city: 深圳
    country: CN
    language: zh_CN
    privilege: []
    avatar: 1                  # a version of the generated picture, or a PNG file; a change makes the old URL die
    follows: [wx0a1b2c3d4e5f6071]
`

const exampleSeed = {
  profile: 'documented',
  openPlatforms: [{ id: 'acme' }],
  apps: [
    {
      appid: 'wx0a1b2c3d4e5f6071',
      secret: '0123456789abcdef0123456789abcdef',
      name: '示例商城',
      kind: 'service',
      callbackDomains: ['shop.example.com'],
      scopes: ['snsapi_base', 'snsapi_userinfo'],
      openPlatform: 'acme',
      refreshTokenDays: 30,
      requireFollow: false,
      banned: false,
    },
  ],
  users: [
    {
      id: 'alice',
      nickname: '小艾',
      sex: 2,
      province: '广东',
      city: '深圳',
      country: 'CN',
      language: 'zh_CN',
      privilege: [],
      avatar: 1,
      follows: ['wx0a1b2c3d4e5f6071'],
    },
  ],
}

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weauth-seed-'))
})
after(() => rm(folder, { recursive: true }))

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('reading a seed', () => {
  it('takes the documented example to the letter', async () => {
    assert.deepEqual(await readSeed(await file('example.yaml', example)), exampleSeed)
  })

  it('takes the same in JSON, indented by tabs and naming its schema, with a byte order mark', async () => {
    const json = JSON.stringify({ $schema: './seed.schema.json', ...parse(example) }, null, '\t')
    assert.deepEqual(await readSeed(await file('example.json', `\uFEFF${json}`)), exampleSeed)
  })

  it('asks for no more than appid, secret and the ids of users', async () => {
    const text =
      'apps: [{ appid: wx0a1b2c3d4e5f6071, secret: "00000000000000000000000000000001" }]\nusers: [{ id: bob }]\n'
    assert.deepEqual(await readSeed(await file('short.yaml', text)), {
      openPlatforms: [],
      apps: [
        {
          appid: 'wx0a1b2c3d4e5f6071',
          secret: '00000000000000000000000000000001',
          name: 'wx0a1b2c3d4e5f6071',
          kind: 'service',
          callbackDomains: [],
          scopes: ['snsapi_base', 'snsapi_userinfo'],
          refreshTokenDays: 30,
          requireFollow: false,
          banned: false,
        },
      ],
      users: [
        {
          id: 'bob',
          nickname: 'bob',
          sex: 0,
          province: '',
          city: '',
          country: '',
          language: 'zh_CN',
          privilege: [],
          avatar: 1,
          follows: [],
        },
      ],
    })
  })

  it('takes region names in three languages', async () => {
    const city = { zh_CN: '旧金山', zh_TW: '舊金山', en: 'San Francisco' }
    const seed = await readSeed(await file('region.yaml', JSON.stringify({ users: [{ id: 'carol', city }] })))
    assert.deepEqual(seed.users[0]?.city, city)
  })
})

describe('the JSON Schema of a seed', () => {
  it('is the one in docs/seed.schema.json', async () => {
    const kept = await readFile(new URL('../../../docs/seed.schema.json', import.meta.url), 'utf8')
    assert.deepEqual(JSON.parse(kept), await seedJsonSchema())
  })
})

describe('the built-in seed', () => {
  const seed = builtinSeed(['localhost:8081', '127.0.0.1:8081', 'localhost'])

  it('would pass as a seed file', async () => {
    assert.deepEqual(await readSeed(await file('builtin.json', JSON.stringify(seed))), seed)
  })

  it('lets its test account call back to this machine, without a port and on the ports given', () => {
    const app = seed.apps[0]
    assert.ok(app)
    assert.deepEqual(app.callbackDomains, ['localhost', '127.0.0.1', 'localhost:8081', '127.0.0.1:8081'])
    assert.deepEqual(
      app.callbackDomains.flatMap((entry) => checkCallbackDomain(entry, app.kind)),
      [],
    )
    const allowed = (uri: string): boolean => matchCallbackDomain(uri, app).allowed
    assert.ok(allowed('http://localhost/callback'))
    assert.ok(allowed('http://127.0.0.1:8081/callback'))
    assert.ok(!allowed('http://127.0.0.1:8082/callback'))
  })

  it('has a second app of the same open platform, a website and a mobile app, a third-party platform, followers and strangers', () => {
    assert.deepEqual(
      seed.apps.map(({ kind, openPlatform }) => [kind, openPlatform]),
      [
        ['test', 'acme'],
        ['service', 'acme'],
        ['website', 'acme'],
        ['mobile', 'acme'],
        ['component', undefined],
      ],
    )
    assert.deepEqual(
      seed.users.map(({ id, follows }) => [id, follows.length]),
      [
        ['alice', 1],
        ['bob', 0],
        ['carol', 0],
        ['dave', 1],
      ],
    )
  })
})

describe('an app of a seed', () => {
  it('is kept with the SHA-256 of its secret and without the secret', async () => {
    const [app] = builtinSeed([]).apps
    assert.ok(app)
    const { secret, ...rest } = app
    const secretDigest = '3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9'
    assert.deepEqual(appOf(app), { ...rest, secretDigest })
    assert.equal(secret, '0123456789abcdef0123456789abcdef')
  })
})

describe('the door of the seed room', () => {
  const door = new URL('../src/seed/index.ts', import.meta.url).href
  const loadedBy = async (work: string): Promise<string[]> => {
    const script = `
      import { registerHooks } from 'node:module'
      const seen = []
      registerHooks({ resolve: (specifier, context, next) => (seen.push(specifier), next(specifier, context)) })
      const seed = await import(${JSON.stringify(door)})
      ${work}
      console.log(JSON.stringify(seen))`
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--conditions=weauth-source',
      '--input-type=module',
      '--eval',
      script,
    ])
    return (JSON.parse(stdout) as string[]).filter((name) => ['zod', 'yaml', 'pngjs'].includes(name)).toSorted()
  }

  it('loads neither zod nor yaml nor pngjs, not even for the built-in seed', async () => {
    assert.deepEqual(await loadedBy('seed.avatarKey(seed.builtinSeed([]).users[0])'), [])
  })

  it('loads zod and yaml when a file is read', async () => {
    const path = await file('loads.yaml', example)
    assert.deepEqual(await loadedBy(`await seed.readSeed(${JSON.stringify(path)})`), ['yaml', 'zod'])
  })

  it('loads pngjs when a picture is drawn', async () => {
    assert.deepEqual(await loadedBy(`await seed.avatarPng({ id: 'alice', avatar: 1 }, 46)`), ['pngjs'])
  })
})
