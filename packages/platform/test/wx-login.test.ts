import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apps, harness } from './harness.ts'

const path = '/connect/zh_CN/htmledition/js/wxLogin.js'

test('wxLogin.js is served under its own path and under its host’s name, and frames the platform it came from', async () => {
  await using h = await harness({ publicUrl: 'https://wechat.example.com' })
  for (const url of [`https://wechat.example.com${path}`, `https://wechat.example.com/res.wx.qq.com${path}`]) {
    const response = await h.open(url)
    assert.match(response.headers.get('content-type') ?? '', /^text\/javascript/)
    assert.match(await response.text(), /"https:\/\/wechat\.example\.com\/connect\/qrconnect\?"/)
  }
})

test('whoever got wxLogin.js from WeChat’s own name is sent to WeChat’s own name', async () => {
  await using h = await harness({ publicUrl: 'https://wechat.example.com' })
  const script = await (await h.open(`https://res.wx.qq.com${path}`)).text()
  assert.match(script, /"https:\/\/open\.weixin\.qq\.com\/connect\/qrconnect\?"/)
})

test('the frame of wxLogin.js needs no response_type, and its error page may be framed, too', async () => {
  await using h = await harness()
  const query = (appid: string): string =>
    `/connect/qrconnect?appid=${appid}&scope=snsapi_login&redirect_uri=https%3A%2F%2Fshop.example.com%2Fcb&state=a&login_type=jssdk&self_redirect=default`
  for (const appid of [apps.website.appid, apps.shop.appid]) {
    const response = await h.open(query(appid))
    assert.equal(response.headers.get('x-weauth-finding'), appid === apps.shop.appid ? 'qr-app-kind' : null)
    assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors \*/)
  }
})
