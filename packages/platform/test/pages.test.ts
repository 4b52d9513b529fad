import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../src/html/html.ts'
import { consentPage, errorPage, homePage, tracesPage, userPickerPage } from '../src/pages/index.ts'
import { value } from '../src/html/values.ts'
import { everyPage, nonce } from './pages-samples.ts'

const languages = ['zh', 'en'] as const
const hostile = `"'><img src=x onerror=alert(1)></title></style><script>alert(1)</script>&lt;`
const eachPage = (text: string) =>
  languages.flatMap((lang) => Object.entries(everyPage(lang, text)).map(([name, page]) => ({ name, lang, page })))

/** The tags of a page in order, with their attributes' names but not their values. */
const tags = (page: string) => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, ''))
/** What a person reads, roughly. */
const words = (page: string) =>
  page.replaceAll(/<(style|script|code|pre)\b.*?<\/\1>/gs, ' ').replaceAll(/<[^>]*>/g, ' ')

test('a template escapes text, keeps markup, joins lists and drops what is absent', () => {
  const page = html`<a title="${`"'`}">${'<&>'}${html`<b>${1}</b>`}${['<', html`<i></i>`]}${false}${undefined}</a>`
  assert.equal(page.toString(), '<a title="&#34;&#39;">&#60;&#38;&#62;<b>1</b>&#60;<i></i></a>')
})

test('no text from outside becomes a tag or an attribute on any page', () => {
  const harmless = eachPage('x')
  for (const [index, { name, lang, page }] of eachPage(hostile).entries()) {
    assert.ok(!page.includes(hostile), `${name} ${lang}`)
    assert.deepEqual(tags(page), tags(harmless[index]?.page ?? ''), `${name} ${lang}`)
  }
})

test('every style and script carries the nonce', () => {
  for (const { name, page } of eachPage('x')) {
    const blocks = page.match(/<(?:style|script)\b[^>]*>/g) ?? []
    assert.ok(blocks.length > 0, name)
    for (const block of blocks) assert.match(block, new RegExp(`nonce="${nonce}"`), name)
  }
})

test('no page fetches from elsewhere, and none has inline handlers or styles', () => {
  for (const { name, page } of eachPage('https://evil.example')) {
    assert.doesNotMatch(page, /\s(?:on\w+|style)\s*=/i, name)
    assert.doesNotMatch(page, /@import|url\(/i, name)
    for (const [, target] of page.matchAll(/\b(?:src|action|formaction)="([^"]*)"/g))
      assert.match(target ?? '', /^\/|^data:/, name)
    for (const [, target] of page.matchAll(/<link[^>]*href="([^"]*)"/g)) assert.equal(target, 'data:,', name)
  }
})

test('a link leads to http, https or a path of the server, and nowhere else', () => {
  const model = {
    lang: 'en',
    nonce,
    profile: 'documented',
    publicUrl: 'p',
    internalUrl: 'i',
    tracesUrl: '/traces',
    doctorUrl: '/doctor',
    users: [],
  } as const
  const app = { appid: 'wx', name: 'shop', kind: 'test', callbackDomains: [] } as const
  const linkOf = (url: string) =>
    /class="button" href="([^"]*)"/.exec(
      homePage({ ...model, apps: [{ ...app, links: [{ scope: 'snsapi_base', url }] }] }),
    )?.[1]
  assert.equal(linkOf('http://localhost/a'), 'http://localhost/a')
  assert.equal(linkOf('/a'), '/a')
  for (const url of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
  ])
    assert.equal(linkOf(url), '#', url)
})

test('every page says its language and speaks only that one, but for WeChat’s own words', () => {
  for (const { name, lang, page } of eachPage('x')) {
    assert.match(page, lang === 'zh' ? /<html lang="zh-CN">/ : /<html lang="en">/, name)
    assert.match(page, /<title>[^<]+<\/title>/, name)
    const own = words(page.replaceAll(/<(\w+)[^>]* lang="zh-CN".*?<\/\1>/gs, ''))
    if (lang === 'en') assert.doesNotMatch(own, /\p{Script=Han}/v, name)
    else assert.doesNotMatch(own, /(?:[A-Za-z]+ ){3}[A-Za-z]+/, name)
  }
})

const consent = {
  lang: 'zh',
  nonce,
  confirmPath: '/connect/oauth2/confirm',
  request: 'opaque',
  appName: '示例商城',
} as const
const alice = { nickname: '小艾', avatar: '/avatar/1' }

test('the consent form posts the opaque request and the decision, and nothing else', () => {
  const page = consentPage({ ...consent, user: alice, asksRegion: true })
  const form =
    /<form class="answer" method="post" action="\/connect\/oauth2\/confirm" id="answer">.*?<\/form>/s.exec(page)?.[0] ??
    ''
  const sent = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => `${name}=${value}`)
  assert.deepEqual(sent, ['request=opaque', 'decision=allow', 'decision=deny'])
  assert.equal(page.match(/<(?:form|input|button|select|textarea)\b/g)?.length, 4)
})

test('where there is a choice, the consent form also posts as whom: the user, by default, or another nickname', () => {
  const page = consentPage({ ...consent, user: alice, asksRegion: false, alternatives: [{ nickname: '小号' }] })
  const fields = [...page.matchAll(/<input[^>]*form="answer"[^>]*>/g)].map(([field]) => field)
  const values = fields.map((field) => /name="persona" value="([^"]*)"/.exec(field)?.[1])
  assert.deepEqual(values, ['', '小号', undefined])
  assert.deepEqual(
    fields.map((field) => / checked/.test(field)),
    [true, false, false],
  )
  assert.match(fields[2] ?? '', /name="nickname"/)
})

test('the consent page asks for region and gender only when the app gets them', () => {
  assert.match(consentPage({ ...consent, user: alice, asksRegion: true }), /你的昵称、头像、地区及性别/)
  assert.doesNotMatch(consentPage({ ...consent, user: alice, asksRegion: false }), /地区|性别/)
})

test('in production the consent page has neither script nor a way to be someone else', () => {
  assert.doesNotMatch(consentPage({ ...consent, user: alice, asksRegion: true }), /<script|weauth|wechat_redirect/)
})

const broken = {
  lang: 'en',
  nonce,
  text: 'redirect_uri域名与后台配置不一致',
  code: 10003,
  meaning: { zh: '中', en: 'wrong host' },
} as const
const finding = {
  rule: 'callback-domain',
  given: 'pay.example.com',
  expected: 'shop.example.com',
  hint: { zh: '修改域名', en: 'change the host' },
  source: { confidence: 'official', where: 'the guide', sentence: '原文' },
} as const

test('the error page says WeChat’s own words first, then what a developer needs', () => {
  const page = errorPage({
    ...broken,
    development: { finding, link: 'https://open.weixin.qq.com/…', doctorUrl: '/doctor' },
  })
  const order = [
    '该链接无法访问<',
    broken.text,
    '错误码:10003',
    'wrong host',
    'callback-domain',
    'pay.example.com',
    'shop.example.com',
  ]
  const places = [...order, 'change the host', '原文', 'official page', 'https://open'].map((text) =>
    page.indexOf(text),
  )
  assert.ok(!places.includes(-1), String(places))
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
})

test('in production the error page explains nothing, and an error without a code shows none', () => {
  assert.doesNotMatch(errorPage(broken), /<aside/)
  assert.doesNotMatch(errorPage({ lang: 'zh', nonce, text: '该链接无法访问', meaning: { zh: '', en: '' } }), /错误码/)
})

/** A value as it reads. */
const shown = (text: string) =>
  value(text)
    .toString()
    .replaceAll(/<[^>]*>/g, '')

test('characters nobody would see in a value are written out', () => {
  assert.equal(shown(' a b\r\n\u202E\u00A0c '), 'U+0020a bU+000DU+000AU+202EU+00A0cU+0020')
  assert.equal(shown('http://示例.com/路径?a=b'), 'http://示例.com/路径?a=b')
})

test('the picker offers each user as a button and the four entries, the current one chosen', () => {
  const users = ['alice', 'bob'].map((id) => ({ id, nickname: id, follows: id === 'alice' }))
  const page = userPickerPage({
    lang: 'en',
    nonce,
    action: '/pick',
    query: 'a=b',
    link: { appName: 'shop', entry: 'chat' },
    users,
  })
  assert.deepEqual(page.match(/<button name="user" value="\w+">/g), [
    '<button name="user" value="alice">',
    '<button name="user" value="bob">',
  ])
  assert.deepEqual(
    [...page.matchAll(/name="entry" value="(\w+)"/g)].map(([, name]) => name),
    ['link', 'chat', 'menu', 'scan'],
  )
  assert.deepEqual(
    [...page.matchAll(/value="(\w+)" checked/g)].map(([, name]) => name),
    ['chat'],
  )
  assert.equal(page.match(/>follower</g)?.length, 1)
})

const trace = (route: string, flow: string | undefined, verdict: 'passed' | 'broken') =>
  ({
    at: '2026-01-02T03:04:05.678Z',
    flow,
    method: 'GET',
    route,
    outcome: 'ok',
    rules: [{ id: 'r', verdict }],
    parameters: [],
    answer: '',
  }) as const

test('traces stand by flow in the order given, and those with a broken rule are open', () => {
  const traces = [
    trace('/4', 'b', 'broken'),
    trace('/3', 'a', 'passed'),
    trace('/2', 'b', 'passed'),
    trace('/1', undefined, 'passed'),
  ]
  const page = tracesPage({ lang: 'en', nonce, homeUrl: '/', traces })
  const seen = [...page.matchAll(/<code>([ab])<\/code>|Not part of a flow|class="route">GET (\S+)</g)].map(
    ([all, flow, route]) => flow ?? route ?? all,
  )
  assert.deepEqual(seen, ['b', '/4', '/2', 'a', '/3', 'Not part of a flow', '/1'])
  assert.equal(page.match(/<details class="trace" open>/g)?.length, 1)
})
