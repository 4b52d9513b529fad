import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { scopesOfKind } from '@weauth/protocol'
import type { SeedFault } from './cross-check.ts'
import { listed } from './cross-check.ts'
import { decodePng } from './png.ts'
import type { SeedFile } from './seed-schema.ts'
import type { PlacedFault } from './seed-text.ts'
import type { Seed } from './seed.ts'

const sizeLimitBytes = 1 << 20

/** A seed file that cannot be used. The message lists every fault together, each with line and column where it has one. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
  /** One line each, as in the message: `seed.yaml:5:13  apps[0].secret: must be 32 hex digits …`. */
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `the seed file cannot be used 种子文件有误 (${faults.length}):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    )
    this.faults = faults
  }
}

/**
 * Reads a seed file, YAML or JSON, with its defaults filled in and its pictures at hand. zod and yaml are loaded here and nowhere else.
 *
 * @param path pictures in the file are found relative to it
 * @throws SeedError naming every fault at once
 * @example
 * const seed = await readSeed('seed.yaml')
 */
export async function readSeed(path: string): Promise<Seed> {
  const text = await readText(path)
  const [{ parseSeedText }, { checkSeedFile }] = await Promise.all([
    import('./seed-text.ts'),
    import('./seed-schema.ts'),
  ])
  const { faults, content } = parseSeedText(text)
  if (!content) throw seedError(path, faults)

  const pictures = await readPictures(content.value, dirname(path))
  const checked = checkSeedFile(content.value)
  const all = [
    ...faults,
    ...[...checked.faults, ...pictures.faults].map((fault) => ({
      at: content.placeOf(fault),
      text: `${writePath(fault.path)}: ${fault.message}`,
    })),
  ]
  if (!checked.file || all.length > 0) throw seedError(path, all)
  return seedOf(checked.file, pictures.found)
}

/** The JSON Schema of a seed file, for editors; the repository keeps a copy in `docs/seed.schema.json`. */
export async function seedJsonSchema(): Promise<Record<string, unknown>> {
  const schema = await import('./seed-schema.ts')
  return schema.seedJsonSchema()
}

function seedError(path: string, faults: readonly PlacedFault[]): SeedError {
  const inOrder = faults.toSorted((a, b) => a.at.line - b.at.line || a.at.col - b.at.col)
  return new SeedError(inOrder.map(({ at, text }) => `${path}:${at.line}:${at.col}  ${text}`))
}

/** `apps[0].secret` */
const writePath = (path: readonly PropertyKey[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('') || 'seed'

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBounded(path))
  } catch (error) {
    // The decoder's own message says nothing of what to do.
    const reason = error instanceof TypeError ? 'is not UTF-8: save it as UTF-8 请以 UTF-8 编码保存' : reasonOf(error)
    throw new SeedError([`${path}: ${reason}`])
  }
}

/** A file of at most {@link sizeLimitBytes}; of an endless one, no more than that is read. */
async function readBounded(path: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path, { end: sizeLimitBytes })) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  if (bytes.length > sizeLimitBytes) throw new Error('is larger than 1 MiB 超过 1 MiB')
  return bytes
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file 文件不存在',
  EISDIR: 'is a folder, not a file 是文件夹而不是文件',
  EACCES: 'may not be read 没有读取权限',
  EPERM: 'may not be read 没有读取权限',
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return ('code' in error ? systemReasons[String(error.code)] : undefined) ?? error.message
}

type Pictures = { readonly found: ReadonlyMap<string, string>; readonly faults: readonly SeedFault[] }

/** The PNG files that users bring along, in base64, by the path written in the seed. */
async function readPictures(value: unknown, folder: string): Promise<Pictures> {
  const found = new Map<string, string>()
  const faults: SeedFault[] = []
  for (const [index, { avatar }] of listed(value, 'users').entries()) {
    if (typeof avatar !== 'string' || avatar === '' || found.has(avatar)) continue
    try {
      const png = await readBounded(resolve(folder, avatar))
      await decodePng(png)
      found.set(avatar, png.toString('base64'))
    } catch (error) {
      faults.push({ path: ['users', index, 'avatar'], message: `${avatar}: ${reasonOf(error)}` })
    }
  }
  return { found, faults }
}

/** Only a file without faults comes here: each of its pictures was found. */
function seedOf({ profile, openPlatforms, apps, users }: SeedFile, pictures: Pictures['found']): Seed {
  return {
    ...(profile && { profile }),
    openPlatforms,
    apps: apps.map(({ name, openPlatform, scopes, ...app }) => ({
      ...app,
      name: name ?? app.appid,
      scopes: scopes ?? scopesOfKind[app.kind],
      ...(openPlatform !== undefined && { openPlatform }),
    })),
    users: users.map(({ nickname, avatar, ...user }) => ({
      ...user,
      nickname: nickname ?? user.id,
      avatar: typeof avatar === 'number' ? avatar : { png: pictures.get(avatar) ?? '' },
    })),
  }
}
