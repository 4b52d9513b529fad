import { ConfigError } from './errors.ts'

/** The keys that sign or seal, as a list: the first does, each is believed. @throws {ConfigError} when there is none, or one is shorter than 32 characters. */
export function checkKeys(keys: string | readonly string[], where: string): readonly string[] {
  const list = typeof keys === 'string' ? [keys] : [...keys]
  if (list.length > 0 && list.every((key) => typeof key === 'string' && key.length >= 32)) return list
  throw new ConfigError('keys must be random texts of at least 32 characters', where, {
    zh: '请用至少 32 个字符的随机串作为 keys，例如 openssl rand -hex 32',
    en: 'give random text, for example of: openssl rand -hex 32',
  })
}
