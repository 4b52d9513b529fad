import { createHash } from 'node:crypto'
import type { Picture } from './png.ts'

// A small animal on a soft gradient. Everything is measured in sides of the square, so that one description serves every size.

type Colour = readonly [red: number, green: number, blue: number]

type Shape = {
  /** How far outside a point lies, negative inside: exact enough near the rim to soften it by one pixel. */
  readonly outline: (x: number, y: number) => number
  /** Nothing of the shape lies further from this point than `reach`, across or down. */
  readonly centre: readonly [x: number, y: number]
  readonly reach: number
}

/** Shapes painted one after the other in the same colour. */
type Layer = { readonly shapes: readonly Shape[]; readonly colour: Colour; readonly opacity?: number }

/** Hue in degrees, saturation and lightness from 0 to 1. */
function hsl(hue: number, saturation: number, lightness: number): Colour {
  const chroma = saturation * Math.min(lightness, 1 - lightness)
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12
    return 255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return [channel(0), channel(8), channel(4)]
}

/** An ellipse, turned clockwise by `turn` radians. */
function ellipse(cx: number, cy: number, rx: number, ry: number, turn = 0): Shape {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return {
    centre: [cx, cy],
    reach: Math.max(rx, ry),
    outline(x, y) {
      const u = ((x - cx) * cos + (y - cy) * sin) / rx
      const v = ((y - cy) * cos - (x - cx) * sin) / ry
      const far = Math.sqrt(u * u + v * v)
      return far === 0 ? -Math.min(rx, ry) : ((far - 1) * far) / Math.sqrt((u / rx) ** 2 + (v / ry) ** 2)
    },
  }
}

/** The lower part of a ring with round ends: a smile. */
const smile = (cx: number, cy: number, radius: number, width: number): Shape => ({
  centre: [cx, cy],
  reach: radius + width,
  outline(x, y) {
    const angle = Math.max(-1.05, Math.min(1.05, Math.atan2(x - cx, y - cy)))
    return Math.sqrt((x - cx - radius * Math.sin(angle)) ** 2 + (y - cy - radius * Math.cos(angle)) ** 2) - width
  },
})

/** A pointed ear: what two discs have in common. `inset` makes it smaller all round. */
function pointed(inset: number): Shape {
  const near = ellipse(0.56, 0.34, 0.25 - inset, 0.25 - inset)
  const far = ellipse(0.85, 0.3, 0.25 - inset, 0.25 - inset)
  return { centre: [0.7, 0.32], reach: 0.25, outline: (x, y) => Math.max(near.outline(x, y), far.outline(x, y)) }
}

/** A shape of the right half and its mirror image. */
const both = (shape: Shape): Shape[] => [
  shape,
  { ...shape, centre: [1 - shape.centre[0], shape.centre[1]], outline: (x, y) => shape.outline(1 - x, y) },
]

/** What tells the animals apart: the ear, and what is pink of it. Bear, cat, rabbit, dog. */
const animals: readonly (readonly [ear: Shape, pink?: Shape])[] = [
  [ellipse(0.71, 0.33, 0.12, 0.12), ellipse(0.71, 0.33, 0.065, 0.065)],
  [pointed(0), pointed(0.035)],
  [ellipse(0.62, 0.24, 0.075, 0.19, 0.16), ellipse(0.62, 0.25, 0.036, 0.13, 0.16)],
  [ellipse(0.77, 0.5, 0.09, 0.19, -0.3)],
]

const ink: Colour = [62, 48, 52]
const blush: Colour = [246, 142, 156]
const coats: readonly Colour[] = [hsl(38, 0.75, 0.94), hsl(32, 0.6, 0.87), hsl(28, 0.42, 0.7)]

function layersOf(hue: number, choose: <T>(choices: readonly T[]) => T | undefined): Layer[] {
  const fur = choose(coats) ?? ink
  const [ear, pink] = choose(animals) ?? []
  const scarf = hsl((hue + (choose([150, 185, 220]) ?? 0)) % 360, 0.55, 0.6)
  const eyeX = choose([0.595, 0.607, 0.619]) ?? 0.6
  const mouth = choose([
    [smile(0.5, 0.575, 0.055, 0.009)],
    [...both(smile(0.53, 0.605, 0.03, 0.008)), ellipse(0.5, 0.6, 0.024, 0.017)],
  ])
  const head: Layer = { shapes: [ellipse(0.5, 0.55, 0.295, 0.255)], colour: fur }
  // Hanging ears lie on the head and need a shade of their own; others stand behind it.
  const hanging = fur.map((value) => value * 0.9) as unknown as Colour
  const ears: Layer[] = ear ? [{ shapes: both(ear), colour: pink ? fur : hanging }] : []
  return [
    ...(pink ? [...ears, { shapes: both(pink), colour: blush, opacity: 0.6 }] : []),
    { shapes: [ellipse(0.5, 1.02, 0.31, 0.3)], colour: fur },
    { shapes: [ellipse(0.5, 0.79, 0.2, 0.075)], colour: scarf },
    head,
    ...(pink ? [] : ears),
    { shapes: both(ellipse(0.675, 0.625, 0.052, 0.036)), colour: blush, opacity: 0.65 },
    { shapes: both(ellipse(eyeX, 0.53, 0.028, 0.034)), colour: ink },
    { shapes: both(ellipse(eyeX + 0.009, 0.52, 0.009, 0.009)), colour: [255, 255, 255] },
    { shapes: mouth ?? [], colour: ink },
  ]
}

type Canvas = { readonly size: number; readonly data: Uint8Array }

function blend({ data }: Canvas, at: number, colour: Colour, share: number): void {
  for (let c = 0; c < 3; c++) {
    const under = data[at + c] ?? 0
    data[at + c] = Math.round(under + ((colour[c] ?? 0) - under) * share)
  }
}

function paint(canvas: Canvas, { outline, centre, reach }: Shape, colour: Colour, opacity: number): void {
  const { size } = canvas
  const first = (middle: number): number => Math.max(0, Math.floor((middle - reach) * size) - 1)
  const last = (middle: number): number => Math.min(size - 1, Math.ceil((middle + reach) * size))
  const [left, right] = [first(centre[0]), last(centre[0])]
  for (let y = first(centre[1]); y <= last(centre[1]); y++) {
    for (let x = left; x <= right; x++) {
      const cover = Math.min(1, 0.5 - outline((x + 0.5) / size, (y + 0.5) / size) * size)
      if (cover > 0) blend(canvas, (y * size + x) * 4, colour, cover * opacity)
    }
  }
}

/** Draws the picture of a user in a version: the same one for ever, and clearly another for the next version. */
export function drawAvatar(id: string, version: number, size: number): Picture {
  const digest = createHash('sha256')
    .update(JSON.stringify([id, version]))
    .digest()
  let used = 0
  const choose = <T>(choices: readonly T[]): T | undefined => choices[(digest[used++] ?? 0) % choices.length]
  // A golden angle further for each version: no two close ones have a like background.
  const hue = (createHash('sha256').update(id).digest().readUInt16BE(0) + version * 137.508) % 360
  const light = hsl(hue, 0.8, 0.84)
  const deep = hsl((hue + 35) % 360, 0.62, 0.66)

  const canvas: Canvas = { size, data: new Uint8Array(size * size * 4).fill(255) }
  for (let at = 0; at < size * size; at++) {
    blend(canvas, at * 4, light, 1)
    blend(canvas, at * 4, deep, ((at % size) + 2 * Math.floor(at / size)) / (3 * size))
  }
  for (const { shapes, colour, opacity = 1 } of layersOf(hue, choose)) {
    for (const shape of shapes) paint(canvas, shape, colour, opacity)
  }
  return { width: size, height: size, data: canvas.data }
}
