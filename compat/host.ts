// Holds the clients, in a process of its own: plainly, where they are told where WeChat is; under `weauth run`, where they are not. It does
// what it is told on a line of its input and answers by a line of its output, and its clock is the platform's.
import { createInterface } from 'node:readline'
import { mock } from 'node:test'
import { inspect } from 'node:util'
import type { Account, Browser, Login, User } from './client.ts'
import { loadClient } from './clients.ts'
import type { Answer, Failure, Order } from './orders.ts'
import { mark } from './orders.ts'

const logins = new Map<string, Promise<Login>>()
const browsers = new Map<string, Browser>()

const openLogin = async (file: string, account: Account): Promise<Login> => (await loadClient(file)).open(account)

function loginOf({ client, account }: Order): Promise<Login> {
  const key = `${client} ${JSON.stringify(account)}`
  const login = logins.get(key) ?? openLogin(client, account)
  logins.set(key, login)
  return login
}

function browserOf(name: string): Browser {
  const browser: Browser = browsers.get(name) ?? new Map<string, string>()
  browsers.set(name, browser)
  return browser
}

async function callFiveTimes({ call }: Login, user: User, browser: Browser): Promise<'called' | undefined> {
  if (!call) return undefined
  await Promise.all(Array.from({ length: 5 }, async () => call(user, browser)))
  return 'called'
}

async function carryOut(order: Order): Promise<unknown> {
  const login = await loginOf(order)
  const browser = browserOf(order.browser)
  if (order.do === 'link') return login.link(browser)
  if (order.do === 'callback') return login.callback(order.query, browser)
  if (order.do === 'token') return login.token?.()
  if (order.do === 'signature') return login.signature?.(order.url)
  if (order.do === 'refresh') return login.refresh?.(order.user, browser)
  if (order.do === 'check') return login.check?.(order.user)
  return callFiveTimes(login, order.user, browser)
}

function failureOf(error: unknown): Failure {
  const inspected = inspect(error, { depth: 6, showHidden: true, maxStringLength: 20_000 })
  if (error instanceof Error) {
    const { name, message, code } = error as Error & { code?: string | number }
    return { name, code: code?.toString(), message, inspected }
  }
  return { name: 'no Error', code: undefined, message: JSON.stringify(error) ?? String(error), inspected }
}

mock.timers.enable({ apis: ['Date'], now: Date.now() })
process.on('uncaughtException', (error) => console.error('uncaught:', error))
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order
  mock.timers.setTime(order.nowMs)
  const answer: Answer = await carryOut(order).then(
    (value) => ({ value }),
    (error: unknown) => ({ failure: failureOf(error) }),
  )
  process.stdout.write(`${mark}${JSON.stringify(answer)}\n`)
}
process.exit(0)
