import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  accessTokenLifetimeSeconds,
  accessTokenOverlapSeconds,
  verifyTicketEverySeconds,
  verifyTicketLifetimeSeconds,
} from '@weauth/protocol'

// Tickets are handed out again unchanged to all who ask. They are derived from a key and the time, so that nothing has to be kept and
// several instances agree.

/** What can be said of a presented ticket. */
type TicketFound = 'live' | 'expired' | 'unknown'

/** Derives tickets under a key. */
export type Tickets = {
  /** The component_verify_ticket that WeChat pushed last to a third-party platform: another one every ten minutes. */
  readonly verifyTicket: (appid: string, nowMs: number) => string
  /** The jsapi_ticket of an account, the same whichever of its tokens asks; near its end already the next one. */
  readonly jsapiTicket: (appid: string, nowMs: number) => { readonly ticket: string; readonly endsInMs: number }
  /** Whether a ticket was pushed to that platform, and less than twelve hours ago. */
  readonly findVerifyTicket: (appid: string, ticket: string, nowMs: number) => TicketFound
}

const pushEveryMs = verifyTicketEverySeconds * 1000
const jsapiLifetimeMs = accessTokenLifetimeSeconds * 1000
/** Five minutes earlier than it must: nobody is handed a ticket that ends at once. */
const jsapiEveryMs = jsapiLifetimeMs - accessTokenOverlapSeconds * 1000
const lead = 'ticket@@@'

/** @param key any text; two platforms with the same key hand out the same tickets. */
export function createTickets(key: string): Tickets {
  const derive = (text: string): Buffer => createHmac('sha512', key).update(text).digest()
  /** The number of a push is part of its ticket: that tells the age of one that is presented. */
  const pushed = (appid: string, push: number): string =>
    `${lead}${push.toString(36)}-${derive(`verify:${appid}:${push}`).toString('base64url')}`
  return {
    verifyTicket: (appid, nowMs) => pushed(appid, Math.floor(nowMs / pushEveryMs)),
    jsapiTicket(appid, nowMs) {
      const turn = Math.floor(nowMs / jsapiEveryMs)
      const ticket = derive(`jsapi:${appid}:${turn}`).toString('base64url')
      return { ticket, endsInMs: turn * jsapiEveryMs + jsapiLifetimeMs - nowMs }
    },
    findVerifyTicket(appid, ticket, nowMs) {
      const push = Number.parseInt(/^ticket@@@([0-9a-z]{1,9})-/.exec(ticket)?.[1] ?? '', 36)
      const [given, own] = [Buffer.from(ticket), Buffer.from(pushed(appid, push))]
      if (given.length !== own.length || !timingSafeEqual(given, own) || push * pushEveryMs > nowMs) return 'unknown'
      return nowMs - push * pushEveryMs < verifyTicketLifetimeSeconds * 1000 ? 'live' : 'expired'
    },
  }
}
