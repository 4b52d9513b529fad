import { createHash } from 'node:crypto'
import type { User } from '../store/index.ts'
import { drawAvatar } from './draw-avatar.ts'
import type { Picture } from './png.ts'
import { decodePng, encodePng } from './png.ts'

type Pictured = Pick<User, 'id' | 'avatar'>

/**
 * Names the picture of a user: 43 URL-safe characters, others as soon as the picture is another, so that the old URL of a changed
 * picture dies (「若用户更换头像,原有头像URL将失效」). Empty when the user has none.
 */
export function avatarKey(user: Pictured): string {
  if (user.avatar === 0) return ''
  let key = keys.get(user)
  if (key === undefined) {
    const { id, avatar } = user
    const content = typeof avatar === 'number' ? [id, avatar] : [id, avatar.png]
    key = createHash('sha256').update(JSON.stringify(content)).digest('base64url')
    keys.set(user, key)
  }
  return key
}

// A record never changes, and a picture of a megabyte takes milliseconds to digest.
const keys = new WeakMap<Pictured, string>()

/**
 * The picture of a user as an opaque square PNG file: drawn from id and version, or cropped and scaled from the user's own.
 * The same user and size give the same bytes.
 *
 * @param sizePixels the length of a side, see `headimgPixels` of the protocol
 * @throws RangeError when the user has no picture: {@link avatarKey} tells
 */
export async function avatarPng({ id, avatar }: Pictured, sizePixels: number): Promise<Buffer> {
  if (avatar === 0) throw new RangeError(`user ${id} has no picture`)
  if (typeof avatar === 'number') return encodePng(drawAvatar(id, avatar, sizePixels))
  const sizes = scaled.get(avatar) ?? new Map<number, Promise<Buffer>>()
  scaled.set(avatar, sizes)
  const png = sizes.get(sizePixels) ?? scalePng(avatar.png, sizePixels)
  sizes.set(sizePixels, png)
  return png
}

// Scaling a large picture takes a third of a second in which nobody else is served: once for each size is enough.
const scaled = new WeakMap<object, Map<number, Promise<Buffer>>>()

const scalePng = async (png: string, sizePixels: number): Promise<Buffer> =>
  encodePng(scaleSquare(await decodePng(Buffer.from(png, 'base64')), sizePixels))

/** Which pixels of the source make one of the target, and with what weight. */
type Taps = { readonly from: number; readonly weights: readonly number[] }

/** Linear interpolation when a side grows, a weighted average of everything covered when it shrinks. */
function taps(source: number, target: number): Taps[] {
  const ratio = source / target
  const reach = Math.max(1, ratio)
  return Array.from({ length: target }, (_, i) => {
    const centre = (i + 0.5) * ratio - 0.5
    const from = Math.max(0, Math.ceil(centre - reach))
    const to = Math.min(source - 1, Math.floor(centre + reach))
    const raw = Array.from({ length: to - from + 1 }, (_, k) => 1 - Math.abs(from + k - centre) / reach)
    const sum = raw.reduce((a, b) => a + b, 0)
    return { from, weights: raw.map((weight) => weight / sum) }
  })
}

/** The middle square of a picture, on white, at another size. First across, then down. */
function scaleSquare(picture: Picture, size: number): Picture {
  const side = Math.min(picture.width, picture.height)
  const left = (picture.width - side) >> 1
  const top = (picture.height - side) >> 1
  const plan = taps(side, size)

  const across = new Float32Array(side * size * 3)
  for (let y = 0; y < side; y++) {
    for (const [x, { from, weights }] of plan.entries()) {
      const out = (y * size + x) * 3
      for (const [k, weight] of weights.entries()) {
        const at = ((top + y) * picture.width + left + from + k) * 4
        const alpha = (picture.data[at + 3] ?? 0) / 255
        for (let c = 0; c < 3; c++) {
          const onWhite = 255 + ((picture.data[at + c] ?? 0) - 255) * alpha
          across[out + c] = (across[out + c] ?? 0) + onWhite * weight
        }
      }
    }
  }

  const data = new Uint8Array(size * size * 4).fill(255)
  for (const [y, { from, weights }] of plan.entries()) {
    for (let x = 0; x < size; x++) {
      for (let c = 0; c < 3; c++) {
        const sum = weights.reduce((a, weight, k) => a + (across[((from + k) * size + x) * 3 + c] ?? 0) * weight, 0)
        data[(y * size + x) * 4 + c] = Math.round(sum)
      }
    }
  }
  return { width: size, height: size, data }
}
