import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readSeed, SeedError } from '../src/seed/index.ts'

type Pngjs = {
  PNG: { new (size: { width: number; height: number }): object; sync: { write: (png: object) => Buffer } }
}
const { PNG } = createRequire(import.meta.url)('pngjs') as Pngjs
const png = PNG.sync.write(new PNG({ width: 3, height: 2 }))

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weauth-faults-'))
})
after(() => rm(folder, { recursive: true }))

/** Reads the text as a seed file, expects it to be refused, and returns its faults without the name of the file. */
async function faultsOf(content: string | Buffer): Promise<string[]> {
  const path = join(folder, 'seed.yaml')
  await writeFile(path, content)
  return refused(path)
}

async function refused(path: string): Promise<string[]> {
  const error = await readSeed(path).then(
    () => assert.fail('the seed was accepted'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof SeedError, String(error))
  assert.match(error.message, /^the seed file cannot be used 种子文件有误/)
  return error.faults.map((fault) => {
    assert.ok(error.message.includes(fault) && fault.startsWith(path))
    return fault.slice(path.length + 1)
  })
}

const secret = '0123456789abcdef0123456789abcdef'
const app = (more: string): string => `apps:\n- appid: wx0a1b2c3d4e5f6071\n  secret: ${secret}\n  ${more}\n`
const user = (more: string): string => `users:\n- id: alice\n  ${more}\n`

const single: readonly [what: string, text: string, fault: string][] = [
  ['an unknown key of the file', 'profil: documented', '1:1  profil: is not known; did you mean profile?'],
  [
    'an unknown key of an app',
    app('callbackDomain: [a.com]'),
    '4:3  apps[0].callbackDomain: is not known; did you mean callbackDomains?',
  ],
  ['a key by its WeChat name', app('appsecret: x'), '4:3  apps[0].appsecret: is not known; did you mean secret?'],
  ['a shortened key', app('platform: x'), '4:3  apps[0].platform: is not known; did you mean openPlatform?'],
  [
    'an unknown key like no other',
    user('gender: 1'),
    '3:3  users[0].gender: is not known; known here: id, nickname, sex,',
  ],
  [
    'an unknown key of an alternative',
    user('alternatives: [{ nickname: a, picture: 1 }]'),
    '3:33  users[0].alternatives[0].picture: is not known; known here: nickname, avatar',
  ],
  [
    'two alternatives of one nickname',
    user('alternatives: [{ nickname: a }, { nickname: a }]'),
    '3:47  users[0].alternatives[1].nickname: is the same as that of alternatives[0]',
  ],
  [
    'an unknown key of a message push',
    app('messagePush: { url: "http://a.com", token: abc, aesKey: x }'),
    '4:51  apps[0].messagePush.aesKey: is not known; did you mean encodingAesKey?',
  ],
  [
    'a key of messages that is too short',
    app('messagePush: { url: "http://a.com", token: abc, encodingAesKey: x }'),
    '4:67  apps[0].messagePush.encodingAesKey: must be 43 letters and digits',
  ],
  ['an unknown key of an open platform', 'openPlatforms: [{ id: a, x: 1 }]', '1:26  openPlatforms[0].x: is not known;'],
  [
    'a profile that does not exist',
    'profile: legacy',
    '1:10  profile: must be one of documented | observed, not "legacy"',
  ],
  ['a missing appid', `apps:\n- secret: ${secret}`, '2:3  apps[0].appid: is missing'],
  ['a missing secret', 'apps:\n- appid: wx0a1b2c3d4e5f6071', '2:3  apps[0].secret: is missing'],
  ['a missing id', 'users:\n- nickname: x', '2:3  users[0].id: is missing'],
  [
    'an appid in capitals',
    `apps:\n- appid: wx0A1b2c3d4e5f6071\n  secret: ${secret}`,
    '2:10  apps[0].appid: must be wx and 16 lower-case',
  ],
  [
    'a short secret',
    'apps:\n- appid: wx0a1b2c3d4e5f6071\n  secret: 0123x',
    '3:11  apps[0].secret: must be 32 hex digits',
  ],
  [
    'a secret that YAML reads as a number',
    'apps:\n- appid: wx0a1b2c3d4e5f6071\n  secret: 00000000000000000000000000000001',
    '3:11  apps[0].secret: must be text: put it in quotes',
  ],
  [
    'an unknown kind',
    app('kind: miniprogram'),
    '4:9  apps[0].kind: must be one of service | test | website | mobile | component, not "miniprogram"',
  ],
  [
    'an unknown scope',
    app('scopes: [snsapi_base, snsapi_friend]'),
    '4:25  apps[0].scopes[1]: must be one of snsapi_base |',
  ],
  [
    'a tier that WeChat does not have',
    app('refreshTokenDays: 31'),
    '4:21  apps[0].refreshTokenDays: must be one of 7 | 30 | 60 | 90, not 31',
  ],
  ['a yes that is no boolean', app('banned: yes'), '4:11  apps[0].banned: must be true or false'],
  ['a key without value', app('name:'), '4:8  apps[0].name: is empty'],
  ['an empty name', app('name: ""'), '4:9  apps[0].name: must not be empty'],
  ['text where a list belongs', app('callbackDomains: a.com'), '4:20  apps[0].callbackDomains: must be a list'],
  ['text where a map belongs', 'users:\n- alice', '2:3  users[0]: must be a map'],
  ['a list where the file belongs', '- apps', '1:1  seed: must be a map'],
  [
    'a domain with http://',
    app('callbackDomains: [http://a.com]'),
    '4:21  apps[0].callbackDomains[0]: this is a domain, not a URL',
  ],
  [
    'localhost for a service account',
    app('callbackDomains: [a.com, localhost]'),
    '4:28  apps[0].callbackDomains[1]: a full domain name; localhost is for test accounts and website apps only',
  ],
  ['a port for a service account', app('callbackDomains: ["a.com:80"]'), '4:21  apps[0].callbackDomains[0]: no port'],
  [
    'a callback domain of a mobile app',
    app('kind: mobile\n  callbackDomains: [a.com]'),
    '5:21  apps[0].callbackDomains[0]: a mobile app has no callback domain',
  ],
  [
    'a scope of another kind of app',
    app('kind: website\n  scopes: [snsapi_login, snsapi_userinfo]'),
    '5:26  apps[0].scopes[1]: is none of a website app: snsapi_login',
  ],
  [
    'requireFollow on a service account',
    app('requireFollow: true'),
    '4:18  apps[0].requireFollow: is for kind: test only',
  ],
  [
    'accounts of what is no third-party platform',
    app('authorizedBy: [wx0a1b2c3d4e5f6071]'),
    '4:3  apps[0].authorizedBy: is for kind: component only',
  ],
  [
    'an address that is none in the whitelist',
    app("ipWhitelist: [10.0.0.0/8, '::1/129']"),
    '4:29  apps[0].ipWhitelist[1]: must be an IP address or a range such as 10.0.0.0/8',
  ],
  ['a limit of nothing', app('callsPerMinute: 0'), '4:19  apps[0].callsPerMinute: must be at least 1'],
  [
    'an unverified website app',
    app('kind: website\n  unverified: true'),
    '5:15  apps[0].unverified: is for kind: service only',
  ],
  [
    'an account of a third-party platform that is not there',
    app('kind: component\n  authorizedBy: [wx0000000000000000]'),
    '5:18  apps[0].authorizedBy[0]: is the appid of no app here',
  ],
  [
    'a third-party platform that authorizes itself',
    app('kind: component\n  authorizedBy: [wx0a1b2c3d4e5f6071]'),
    '5:18  apps[0].authorizedBy[0]: is no account',
  ],
  [
    'a permission withheld by an account that authorized nothing',
    `${app('kind: component\n  withheldBy: [wx1b2c3d4e5f607182]')}- appid: wx1b2c3d4e5f607182\n  secret: ${secret}`,
    '5:16  apps[0].withheldBy[0]: is not among authorizedBy',
  ],
  [
    'a path for a third-party platform',
    app('kind: component\n  callbackDomains: [a.com/mp]'),
    '5:21  apps[0].callbackDomains[0]: the domain of a third-party platform has no path',
  ],
  [
    'an open platform that is not listed',
    app('openPlatform: acme'),
    '4:17  apps[0].openPlatform: names no open platform: add { id: acme }',
  ],
  [
    'an appid given twice',
    `${app('name: x')}- appid: wx0a1b2c3d4e5f6071\n  secret: ${secret}`,
    '5:10  apps[1].appid: is the same as that of apps[0]',
  ],
  [
    'a user given twice',
    'users: [{ id: a }, { id: b }, { id: a }]',
    '1:37  users[2].id: is the same as that of users[0]',
  ],
  [
    'an open platform given twice',
    'openPlatforms: [{ id: a }, { id: a }]',
    '1:34  openPlatforms[1].id: is the same as that of openPlatforms[0]',
  ],
  ['an id with a space', 'users: [{ id: a b }]', '1:15  users[0].id: must be 1 to 64 of'],
  ['an id that YAML reads as a number', 'users: [{ id: 1001 }]', '1:15  users[0].id: must be text: put it in quotes'],
  ['a sex that WeChat does not have', user('sex: 3'), '3:8  users[0].sex: must be one of 0 | 1 | 2, not 3'],
  [
    'a region in one language of three',
    user('city: { zh_CN: 深圳 }'),
    '3:9  users[0].city: must be text, or all three',
  ],
  [
    'a region in a fourth language',
    user('city: { zh_CN: a, zh_TW: b, en: c, fr: d }'),
    '3:38  users[0].city.fr: is not known; known here: zh_CN, zh_TW, en',
  ],
  ['an empty avatar', user('avatar: ""'), '3:11  users[0].avatar: must not be empty'],
  ['an unknown language', user('language: zh_HK'), '3:13  users[0].language: must be one of zh_CN | zh_TW | en'],
  [
    'a follower of nobody',
    user('follows: [wx0000000000000000]'),
    '3:13  users[0].follows[0]: is the appid of no app here',
  ],
  ['a negative avatar', user('avatar: -1'), '3:11  users[0].avatar: must be 0, 1, 2, …'],
  ['a fraction as avatar', user('avatar: 1.5'), '3:11  users[0].avatar: must be 0, 1, 2, …'],
  ['a key given twice', user('sex: 1\n  sex: 2'), '4:3  this key stands here twice'],
  [
    'a fault behind an alias',
    'users:\n- &a\n  id: alice\n  sex: 3\n- *a',
    '3:7  users[1].id: is the same as that of users[0]',
  ],
  ['an alias to nothing', 'users: *nobody', '1:1  Unresolved alias'],
  ['a tag', user('nickname: !secret x'), '3:13  Unresolved tag'],
  ['two documents in one file', 'users: []\n---\nusers: []', '2:1  Source contains multiple documents'],
  ['an empty file', '# nothing yet\n', '1:1  is empty'],
]

describe('a seed file is refused, with the line and what to do, for', () => {
  for (const [what, text, expected] of single) {
    it(what, async () => {
      const faults = await faultsOf(text)
      assert.ok(
        faults.some((fault) => fault.startsWith(expected)),
        faults.join('\n'),
      )
      // What an alias repeats is wrong as often.
      if (!text.includes('*a')) assert.equal(faults.length, 1, faults.join('\n'))
    })
  }

  it('broken YAML, and then for nothing that is guessed from it', async () => {
    const faults = await faultsOf('users:\n- id: alice\n\tsex: 3\n')
    assert.ok(
      faults.every((fault) => fault.startsWith('3:')),
      faults.join('\n'),
    )
    assert.ok(faults.length > 0)
  })

  it('text in GBK', async () => {
    assert.deepEqual(await faultsOf(Buffer.from([0x61, 0x3a, 0x20, 0xd0, 0xc2])), [
      ' is not UTF-8: save it as UTF-8 请以 UTF-8 编码保存',
    ])
  })

  it('a megabyte and one byte', async () => {
    assert.deepEqual(await faultsOf(`#${' '.repeat(1 << 20)}`), [' is larger than 1 MiB 超过 1 MiB'])
  })

  it('not being there, or being a folder', async () => {
    assert.deepEqual(await refused(join(folder, 'nowhere.yaml')), [' there is no such file 文件不存在'])
    assert.deepEqual(await refused(folder), [' is a folder, not a file 是文件夹而不是文件'])
  })
})

describe('the faults of a seed file', () => {
  it('are reported all together in the order of the lines, whatever stage finds them', async () => {
    const faults = await faultsOf(`profil: documented
apps:
- appid: wx0a1b2c3d4e5f6071
  secret: short
  kind: servise
  callbackDomains: [http://a.com]
- appid: wx0a1b2c3d4e5f6071
  secret: ${secret}
  secret: ${secret}
  openPlatform: acme
users:
- id: alice
  avatar: nowhere.png
  follows: [wx0000000000000000]
- sex: 3
`)
    assert.deepEqual(
      faults.map((fault) => fault.replace(/(  [^ ]+).*/, '$1')),
      [
        '1:1  profil:',
        '4:11  apps[0].secret:',
        '5:9  apps[0].kind:',
        '6:21  apps[0].callbackDomains[0]:',
        '7:10  apps[1].appid:',
        '9:3  this',
        '10:17  apps[1].openPlatform:',
        '13:11  users[0].avatar:',
        '14:13  users[0].follows[0]:',
        '15:3  users[1].id:',
        '15:8  users[1].sex:',
      ],
    )
  })

  it('never quote a secret', async () => {
    const faults = await faultsOf('apps:\n- appid: wx0a1b2c3d4e5f6071\n  secret: 4f5a6b7c8d\n')
    assert.equal(faults.length, 1)
    assert.doesNotMatch(faults.join(), /4f5a6b7c8d/)
  })
})

describe('a picture file of a user', () => {
  it('is read from beside the seed file and kept whole', async () => {
    await mkdir(join(folder, 'pictures'))
    await writeFile(join(folder, 'pictures', 'a.png'), png)
    const path = join(folder, 'picture.yaml')
    await writeFile(path, user('avatar: pictures/a.png'))
    const seed = await readSeed(path)
    assert.deepEqual(seed.users[0]?.avatar, { png: png.toString('base64') })
  })

  const bad: readonly [what: string, name: string, content: Buffer | undefined, reason: string][] = [
    ['is not there', 'gone.png', undefined, 'there is no such file'],
    ['is no PNG', 'a.jpg', Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb0043', 'hex'), 'is not a PNG file'],
    ['is cut off', 'half.png', png.subarray(0, -20), 'is a PNG file that is broken'],
    ['has a wrong checksum', 'bits.png', flipped(png, 30), 'is a PNG file that is broken'],
    ['has no pixels', 'none.png', wide(png, 0), 'is a PNG file that is broken'],
    ['claims to be wider than 2048 pixels', 'wide.png', wide(png, 2049), 'has 2049 × 2 pixels; at most 2048 a side'],
    ['is larger than 1 MiB', 'big.png', Buffer.concat([png, Buffer.alloc(1 << 20)]), 'is larger than 1 MiB'],
  ]
  for (const [what, name, content, reason] of bad) {
    it(`is refused with the line of the user when it ${what}`, async () => {
      if (content) await writeFile(join(folder, name), content)
      const [fault, ...others] = await faultsOf(user(`avatar: ${name}`))
      assert.ok(fault?.startsWith(`3:11  users[0].avatar: ${name}: ${reason}`), fault)
      assert.deepEqual(others, [])
    })
  }

  it('is refused when it is a folder', async () => {
    const [fault] = await faultsOf(user('avatar: .'))
    assert.match(fault ?? '', /^3:11 {2}users\[0\]\.avatar: \.: is a folder/)
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

function wide(bytes: Buffer, width: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(width, 16)
  return copy
}
