import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { expressLogin } from '@weauth/client/express'
import { fastifyLogin } from '@weauth/client/fastify'
import { honoLogin } from '@weauth/client/hono'
import { koaLogin } from '@weauth/client/koa'
import { nextLogin } from '@weauth/client/next'
import type { Request as Req, Response as Res } from 'express'
import express from 'express'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastify from 'fastify'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import type { Context as KoaContext } from 'koa'
import Koa from 'koa'
import { listenerOf, locationOf, openDoor, proveDoor } from './door-world.ts'

test('the door for Express', async (t) => {
  await proveDoor(t, ({ login, users }) => {
    const app = express()
    const wechat = expressLogin<Req, Res>(login, {
      onLogin(user, _req, res) {
        users.push(user)
        res.cookie('session', 'one').cookie('hint', 'two')
      },
    })
    app.all('/login', wechat.start)
    app.all('/callback', wechat.callback)
    return app
  })
})

test('the door for Express works in a mounted router, and hands to `next` what `onLogin` throws', async (t) => {
  const world = await openDoor(
    t,
    ({ login }) => {
      const app = express()
      const router = express.Router()
      const wechat = expressLogin<Req, Res>(login, {
        onLogin() {
          throw new Error('the database is away')
        },
      })
      router.all('/login', wechat.start)
      router.all('/callback', wechat.callback)
      app.use('/auth', router)
      app.use((error: Error, _req: Req, res: Res, _next: () => void) => {
        res.statusCode = 500
        res.json({ error: error.message })
      })
      return app
    },
    '/auth/callback',
  )
  const browser = world.browser()
  const failed = await browser.get(await browser.authorize(locationOf(await browser.get('/auth/login'))))
  assert.equal(failed.status, 500)
  assert.deepEqual(await failed.json(), { error: 'the database is away' })
})

test('the door for Koa', async (t) => {
  await proveDoor(t, ({ login, users }) => {
    const app = new Koa()
    const wechat = koaLogin<KoaContext>(login, {
      onLogin(user, ctx) {
        users.push(user)
        ctx.cookies.set('session', 'one')
        ctx.cookies.set('hint', 'two')
      },
    })
    app.use((ctx) => (ctx.path === '/login' ? wechat.start(ctx) : wechat.callback(ctx)))
    return app.callback()
  })
})

test('the door for Fastify', async (t) => {
  await proveDoor(t, async ({ login, users }) => {
    const app = fastify()
    const wechat = fastifyLogin<FastifyRequest, FastifyReply>(login, {
      onLogin(user, _request, reply) {
        users.push(user)
        reply.header('set-cookie', 'session=one').header('set-cookie', 'hint=two')
      },
    })
    app.all('/login', wechat.start)
    app.all('/callback', wechat.callback)
    await app.ready()
    t.after(() => app.close())
    return (request, response) => app.routing(request, response)
  })
})

test('the door for Hono', async (t) => {
  await proveDoor(t, ({ login, origin, users }) => {
    const app = new Hono()
    const wechat = honoLogin<Context>(login, {
      onLogin(user, c) {
        users.push(user)
        setCookie(c, 'session', 'one', { path: '/' })
        setCookie(c, 'hint', 'two', { path: '/' })
      },
    })
    app.all('/login', wechat.start)
    app.all('/callback', wechat.callback)
    return listenerOf(origin, app.fetch)
  })
})

test('the door for Next, as route handlers behind a proxy that changes the URL', async (t) => {
  await proveDoor(t, ({ login, users }) => {
    const { start, callback } = nextLogin(login, {
      onLogin(user, _request, headers) {
        users.push(user)
        headers.append('set-cookie', 'session=one')
        headers.append('set-cookie', 'hint=two')
      },
    })
    return listenerOf('http://10.0.0.7:3000', (request) =>
      new URL(request.url).pathname === '/login' ? start(request) : callback(request),
    )
  })
})

test('a door takes the origin from the callback URL, whatever Host or request target a stranger sends', async (t) => {
  const world = await openDoor(t, ({ login }) => {
    const wechat = expressLogin<IncomingMessage, ServerResponse>(login, {
      onLogin: () => assert.fail('nobody logs in'),
    })
    return (request, response) => {
      const handler = request.url?.includes('callback') ? wechat.callback : wechat.start
      void handler(request, response, (error) => response.writeHead(500).end(String(error)))
    }
  })
  for (const path of ['/login', '//evil.example/login', 'http://evil.example/login', '/\\evil.example/login']) {
    const sent = httpRequest(world.origin, { path, headers: { host: 'evil.example' } }).end()
    // oxlint-disable-next-line no-await-in-loop -- few, and clearer one by one
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
    assert.equal(response.statusCode, 302, path)
    const link = new URL(response.headers.location ?? '')
    assert.equal(link.searchParams.get('redirect_uri'), `${world.origin}/callback`)
    assert.equal(link.origin, world.account.openHost)
  }
  const callback = await world.browser().get('/callback?code=1&state=2', { headers: { host: 'evil.example' } })
  assert.equal(callback.status, 400)
})

test('a response that the site has sent itself in `onLogin` is left alone', async (t) => {
  const world = await openDoor(t, ({ login }) => {
    const app = express()
    const wechat = expressLogin<Req, Res>(login, { onLogin: (_user, _req, res) => res.json({ welcome: true }) })
    app.all('/login', wechat.start)
    app.all('/callback', wechat.callback)
    return app
  })
  const browser = world.browser()
  const answer = await browser.get(await browser.authorize(locationOf(await browser.get('/login'))))
  assert.deepEqual(await answer.json(), { welcome: true })
})
