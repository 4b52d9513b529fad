import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageErrors } from '@weauth/protocol'
import { assertBilingual } from './bilingual.ts'

const rows = Object.entries(pageErrors)

test('Every page code of the official table is there once, with its text', () => {
  const official = `
    10003 redirect_uri域名与后台配置不一致
    10004 此公众号被封禁
    10005 此公众号并没有这些scope的权限
    10006 必须关注此测试号
    10009 操作太频繁了，请稍后重试
    10010 scope不能为空
    10011 redirect_uri不能为空
    10012 appid不能为空
    10013 state不能为空
    10015 公众号未授权第三方平台，请检查授权状态
    10016 不支持微信开放平台的Appid，请使用公众号Appid`
  const coded = rows.flatMap(([, { code, text }]) => (code === undefined ? [] : [`${code} ${text}`]))
  assert.deepEqual(coded, official.trim().split(/\n\s+/))
})

test('Every page that is only a message is there', () => {
  const messages = rows.filter(([, { code }]) => code === undefined).map(([id, { text }]) => [id, text])
  assert.deepEqual(Object.fromEntries(messages), {
    'open-in-wechat': '请在微信客户端打开链接',
    'link-unreachable': '该链接无法访问',
    'redirect-uri-malformed': 'redirect_uri 参数错误',
    'scope-not-permitted': 'Scope 参数错误或没有 Scope 权限',
    'appid-unknown': 'AppID 参数错误',
    'response-type': 'response_type参数错误',
    'state-too-long': 'state参数过长',
    'developer-unbound': '未绑定网页开发者',
  })
})

test('The stable names of the coded pages do not change', () => {
  const named = rows.flatMap(([id, { code }]) => (code === undefined ? [] : [`${code} ${id}`]))
  assert.deepEqual(named, [
    '10003 redirect-uri-domain',
    '10004 account-banned',
    '10005 scope-unauthorized',
    '10006 must-follow',
    '10009 too-frequent',
    '10010 scope-empty',
    '10011 redirect-uri-empty',
    '10012 appid-empty',
    '10013 state-empty',
    '10015 component-unauthorized',
    '10016 open-platform-appid',
  ])
})

test('Every page error says in Chinese and English what it means, why, and what to do', () => {
  for (const [id, { meaning, cause, remedy }] of rows) assertBilingual({ meaning, cause, remedy }, id)
})

test('Every page error names its source', () => {
  for (const [id, { source }] of rows) assert.ok(source.where.length > 0 && source.confidence !== 'assumed', id)
})
