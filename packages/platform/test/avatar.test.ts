import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { headimgPixels, headimgSizes } from '@weauth/protocol'
import { avatarKey, avatarPng } from '../src/seed/index.ts'

type Picture = { width: number; height: number; data: Buffer }
type Pngjs = {
  PNG: {
    new (size: { width: number; height: number }): Picture
    sync: { read: (png: Buffer) => Picture; write: (png: Picture) => Buffer }
  }
}
const { PNG } = createRequire(import.meta.url)('pngjs') as Pngjs

type Pixel = readonly [red: number, green: number, blue: number, alpha: number]

/** A PNG file painted pixel by pixel, as a user's own picture. */
function own(width: number, height: number, colour: (x: number, y: number) => Pixel): { png: string } {
  const picture = new PNG({ width, height })
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) picture.data.set(colour(x, y), (y * width + x) * 4)
  }
  return { png: PNG.sync.write(picture).toString('base64') }
}

const decoded = async (avatar: number | { png: string }, size: number, id = 'alice'): Promise<Picture> =>
  PNG.sync.read(await avatarPng({ id, avatar }, size))

const drawn = async (id: string, avatar: number): Promise<string> =>
  (await avatarPng({ id, avatar }, 64)).toString('base64')

const pixel = ({ width, data }: Picture, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
]

const red: Pixel = [255, 0, 0, 255]
const green: Pixel = [0, 255, 0, 255]
const blue: Pixel = [0, 0, 255, 255]

describe('the picture of a user', () => {
  for (const size of headimgSizes) {
    const pixels = headimgPixels(size)
    it(`is a square of ${pixels} pixels at /${size}, drawn or brought along`, async () => {
      const wide = own(300, 200, () => red)
      for (const avatar of [1, wide]) {
        const { width, height } = await decoded(avatar, pixels)
        assert.deepEqual([width, height], [pixels, pixels])
      }
    })
  }

  it('that is drawn is the same every time, and another for another version or user', async () => {
    assert.equal(await drawn('alice', 1), await drawn('alice', 1))
    const pictures = await Promise.all([drawn('alice', 1), drawn('alice', 2), drawn('bob', 1), drawn('bob', 2)])
    assert.equal(new Set(pictures).size, 4)
  })

  it('that is drawn is opaque and the same motif at every size', async () => {
    const [small, large] = [await decoded(1, 46), await decoded(1, 640)]
    assert.ok(large.data.every((value, at) => at % 4 !== 3 || value === 255))
    // Corners and middle, where no outline runs.
    for (const [x, y] of [
      [0.03, 0.03],
      [0.97, 0.03],
      [0.5, 0.45],
    ] as const) {
      const at = (picture: Picture): number[] =>
        pixel(picture, Math.floor(x * picture.width), Math.floor(y * picture.width))
      const [here, there] = [at(small), at(large)]
      assert.ok(
        here.every((value, c) => Math.abs(value - (there[c] ?? 0)) < 8),
        `${here.join()} and ${there.join()}`,
      )
    }
  })

  it('that is brought along loses what is outside the middle square', async () => {
    const landscape = own(200, 100, (x) => (x < 50 || x >= 150 ? green : x < 100 ? red : blue))
    const portrait = own(100, 200, (_, y) => (y < 50 || y >= 150 ? green : y < 100 ? red : blue))
    for (const [avatar, first, last] of [
      [landscape, [0, 23], [45, 23]],
      [portrait, [23, 0], [23, 45]],
    ] as const) {
      const picture = await decoded(avatar, 46)
      assert.deepEqual(pixel(picture, first[0], first[1]), red)
      assert.deepEqual(pixel(picture, last[0], last[1]), blue)
    }
  })

  it('that is scaled down is the average of what it covers', async () => {
    const board = own(640, 640, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255, 255] : [0, 0, 0, 255]))
    const [grey = 0] = pixel(await decoded(board, 64), 30, 30)
    assert.ok(Math.abs(grey - 127.5) < 3, String(grey))
  })

  it('that is scaled up has no steps', async () => {
    const picture = await decoded(
      own(2, 2, (x) => (x === 0 ? [0, 0, 0, 255] : [255, 255, 255, 255])),
      64,
    )
    const row = Array.from({ length: 64 }, (_, x) => pixel(picture, x, 32)[0] ?? 0)
    assert.deepEqual([row[0], row[63]], [0, 255])
    assert.ok(
      row.every((value, x) => x === 0 || (value >= (row[x - 1] ?? 0) && value - (row[x - 1] ?? 0) < 12)),
      row.join(' '),
    )
  })

  it('that is transparent stands on white', async () => {
    const faint = await decoded(
      own(4, 4, (x) => (x < 2 ? [255, 0, 0, 0] : [255, 0, 0, 128])),
      4,
    )
    assert.deepEqual(pixel(faint, 0, 0), [255, 255, 255, 255])
    assert.deepEqual(pixel(faint, 3, 3), [255, 127, 127, 255])
  })

  it('is not drawn for a user who has none', async () => {
    await assert.rejects(avatarPng({ id: 'carol', avatar: 0 }, 46), RangeError)
  })
})

describe('the key of a picture', () => {
  const red1 = own(1, 1, () => red)

  it('is 43 characters that need no escape', () => {
    for (const avatar of [1, red1]) assert.match(avatarKey({ id: 'alice', avatar }), /^[\w-]{43}$/)
  })

  it('is empty when the user has no picture', () => {
    assert.equal(avatarKey({ id: 'carol', avatar: 0 }), '')
  })

  it('stays while the picture stays, and changes with version, file and user', () => {
    assert.equal(avatarKey({ id: 'alice', avatar: 1 }), avatarKey({ id: 'alice', avatar: 1 }))
    const keys = [
      { id: 'alice', avatar: 1 },
      { id: 'alice', avatar: 2 },
      { id: 'bob', avatar: 1 },
      { id: 'alice', avatar: red1 },
      { id: 'bob', avatar: red1 },
      { id: 'alice', avatar: own(1, 1, () => blue) },
    ].map(avatarKey)
    assert.equal(new Set(keys).size, 6)
  })
})
