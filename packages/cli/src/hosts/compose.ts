import { basename, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { wechatNames } from '@weauth/protocol'
import type { HostsSettings } from './hosts-options.ts'
import { trustFilesIn, trustVariables } from './trust-files.ts'

/** The port of the platform, in its container and on this machine. */
const platformPort = 18_080
const home = '/var/lib/weauth'
/** Where the other containers find what they are to trust. */
const trusted = '/usr/local/share/weauth'

/** Texts are written as JSON, which YAML contains; Compose reads a dollar as a variable. */
const quoted = (value: unknown): string => JSON.stringify(value).replaceAll('$', '$$$$')

type Mount = { readonly source: string; readonly target: string }

/** This installation as a container sees it: the folder of packages it stands in, or the checkout, and the command in there. */
function installation(): Mount & { readonly command: string } {
  const command = fileURLToPath(new URL('../../bin/weauth.js', import.meta.url)).replaceAll('\\', '/')
  const [, packages, below] = /^(.*?\/node_modules)\/(.+)$/.exec(command) ?? []
  const checkout = command.replace(/\/packages\/cli\/bin\/weauth\.js$/, '')
  const source = packages ?? checkout
  const target = packages === undefined ? '/weauth' : '/weauth/node_modules'
  return { source, target, command: `${target}/${below ?? command.slice(checkout.length + 1)}` }
}

/** Options whose values the file decides. */
const decided = new Set(['host', 'port', 'public-url', 'internal-url'])

/** The platform's options for the command in the container, and the files of this machine that they name. */
function optionsInside(given: HostsSettings['given']): { readonly args: string[]; readonly mounts: Mount[] } {
  const mounts: Mount[] = []
  const mounted = (name: string, value: string): string => {
    if (name !== 'seed' && name !== 'data') return value
    const source = resolve(value).replaceAll('\\', '/')
    const target = name === 'seed' ? `/seed/${basename(source)}` : '/data'
    mounts.push({ source, target })
    return target
  }
  const args = Object.entries(given)
    .filter(([name]) => !decided.has(name))
    .flatMap(([name, value]) =>
      [value].flat().map((one) => (one === true ? `--${name}` : `--${name}=${mounted(name, String(one))}`)),
    )
  return { args, mounts }
}

/** Ready when the port answers; there is no curl in the image. */
const probe =
  "require('net').connect(443, '127.0.0.1').on('connect', () => process.exit()).on('error', () => process.exit(1))"

/** Where the platform is, from this machine and from the other containers. */
function urlsOf({ platform }: HostsSettings): {
  readonly port: number
  readonly publicUrl: string
  readonly internalUrl: string
} {
  const port = platform.port || platformPort
  return {
    port,
    publicUrl: platform.publicUrl ?? `http://127.0.0.1:${port}`,
    internalUrl: platform.internalUrl ?? `http://weauth:${platformPort}`,
  }
}

function platformService(settings: HostsSettings): string {
  const { command, ...own } = installation()
  const { args, mounts } = optionsInside(settings.given)
  const { port, publicUrl, internalUrl } = urlsOf(settings)
  const at = ['--host=0.0.0.0', `--port=${platformPort}`, `--public-url=${publicUrl}`, `--internal-url=${internalUrl}`]
  return `  weauth:
    image: node:24-slim
    command: ${quoted(['node', command, 'hosts', ...at, ...args])}
    environment:
      WEAUTH_HOME: ${home}
    volumes:
      - ${quoted(`${own.source}:${own.target}:ro`)}
${mounts.map(({ source, target }) => `      - ${quoted(`${source}:${target}${target === '/data' ? '' : ':ro'}`)}\n`).join('')}      - weauth-home:${home}
      - weauth-trust:${home}/trust
    ports:
      - ${quoted(`127.0.0.1:${port}:${platformPort}`)}
    networks:
      default:
        aliases:
${wechatNames.map((name) => `          - ${name}\n`).join('')}    healthcheck:
      test: ${quoted(['CMD', 'node', '-e', probe])}
      interval: 1s
      retries: 30
`
}

function otherService(name: string, internalUrl: string): string {
  const variables = trustVariables(trustFilesIn(trusted, posix))
  return `  ${name}:
    depends_on:
      weauth:
        condition: service_healthy
    volumes:
      - weauth-trust:${trusted}:ro
    environment:
      WEAUTH_URL: ${internalUrl}
${Object.entries(variables)
  .map(([name, value]) => `      ${name}: ${value}\n`)
  .join('')}`
}

/** A file for Compose, to be merged with the user's own: the platform under WeChat's names, and services that trust it. */
export function composeFile(settings: HostsSettings): string {
  const { services } = settings
  const { publicUrl, internalUrl } = urlsOf(settings)
  return `# WeChat is the service weauth, for the containers of this project. Made for this machine: it names a folder of it.
#   weauth hosts --compose ${services.join(' --compose ')} > weauth.compose.yaml
#   docker compose -f compose.yaml -f weauth.compose.yaml up
# A browser on this machine:
#   weauth browser http://localhost:3000 --join ${publicUrl}
services:
${platformService(settings)}${services.map((name) => otherService(name, internalUrl)).join('')}volumes:
  weauth-home:
  weauth-trust:
`
}
