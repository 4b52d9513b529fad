/** Pixels, four bytes each (red, green, blue, alpha), row by row. */
export type Picture = { readonly width: number; readonly height: number; readonly data: Uint8Array }

// Of a picture a user brings along.
const longestSidePixels = 2048

/** What is used of pngjs, which brings no types. */
type Pngjs = {
  readonly PNG: {
    readonly sync: {
      readonly read: (png: Uint8Array) => Picture
      readonly write: (
        picture: Picture,
        options: { filterType: number; deflateStrategy: number; deflateLevel: number },
      ) => Buffer
    }
  }
}

// Loaded when the first picture is asked for, not at start-up.
async function codec(): Promise<Pngjs['PNG']['sync']> {
  // @ts-expect-error -- pngjs has no declarations
  const { PNG } = ((await import('pngjs')) as { default: Pngjs }).default
  return PNG.sync
}

/**
 * @returns the pixels of a PNG file
 * @throws Error, saying why, when it is not one, is broken or has a side of more than 2048 pixels
 */
export async function decodePng(png: Buffer): Promise<Picture> {
  // The sides stand at a fixed place and are read first: a small file can claim to be a huge picture.
  if (png.length < 24 || png.readUInt32BE(0) !== 0x89504e47 || png.toString('latin1', 12, 16) !== 'IHDR') {
    throw new Error('is not a PNG file')
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  if (width > longestSidePixels || height > longestSidePixels) {
    throw new Error(`has ${width} × ${height} pixels; at most ${longestSidePixels} a side`)
  }
  const { read } = await codec()
  try {
    if (width === 0 || height === 0) throw new RangeError('no pixels')
    return read(png)
  } catch (error) {
    throw new Error('is a PNG file that is broken', { cause: error })
  }
}

/** @returns the picture as a PNG file */
export async function encodePng(picture: Picture): Promise<Buffer> {
  const { write } = await codec()
  // One filter for every row (Paeth): trying all five, as is the default, takes three times as long and saves nothing here.
  return write(picture, { filterType: 4, deflateStrategy: 0, deflateLevel: 6 })
}
