// The few words of frameworks without types of their own that the tests speak.

declare module 'express' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export type Request = IncomingMessage & { originalUrl: string; user?: unknown; authInfo?: { returnTo?: string } }
  export type Response = ServerResponse & {
    cookie: (name: string, value: string, options?: object) => Response
    redirect: (url: string) => void
    type: (type: string) => Response
    json: (value: unknown) => void
    send: (text: string) => void
  }
  export type Handler = (req: Request, res: Response, next: (error?: unknown) => void) => unknown
  export type App = ((req: IncomingMessage, res: ServerResponse) => void) & {
    all: (path: string, ...handlers: Handler[]) => void
    get: (path: string, ...handlers: Handler[]) => void
    listen: (port: number, host: string, done: () => void) => void
    use: (
      ...handlers: (Handler | string | App | ((error: Error, req: Request, res: Response, next: () => void) => void))[]
    ) => void
  }
  const express: { (): App; Router: () => App }
  export default express
}

declare module 'koa' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export type Context = {
    method: string
    originalUrl: string
    path: string
    headers: IncomingMessage['headers']
    status: number
    body: unknown
    set: (name: string, value: string) => void
    append: (name: string, value: string) => void
    cookies: { set: (name: string, value: string) => void }
  }
  export default class Koa {
    use(middleware: (ctx: Context, next: () => Promise<void>) => unknown): void
    callback(): (req: IncomingMessage, res: ServerResponse) => void
  }
}

declare module 'passport' {
  import type { Handler } from 'express'

  export class Passport {
    use(strategy: object): void
    initialize(): Handler
    authenticate(name: string, options?: object): Handler
  }
}
