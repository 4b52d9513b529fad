import { join } from 'node:path'
import type { NextConfig } from 'next'

const root = join(import.meta.dirname, '../..')

// The packages of this repository are links that lead out of this folder; a site that has them from a registry needs no `root`.
const config: NextConfig = { turbopack: { root }, outputFileTracingRoot: root }

export default config
