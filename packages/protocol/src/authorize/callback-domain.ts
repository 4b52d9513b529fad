import type { AppKind } from '../app.ts'
import type { Breach } from '../rule.ts'
import type { Bilingual } from '../source.ts'

/** A configured callback domain, taken apart. */
export type Entry = { readonly host: string; readonly port: string | undefined; readonly path: string }

const entryForm = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/(?:[!$&-;=@-[\]_a-z~]|%[0-9a-f]{2})*)?$/i

/** Path segments that one server reads as «up» and another does not. */
export const ambiguousPath: RegExp = /(?:^|\/)(?:\.|%2e){1,2}(?:(?:;|%3b)[^/]*)?(?=\/|$)|%2f|%5c/i

/** Takes an entry of the callback-domain box apart; nothing when it is in no form. */
export function parseEntry(entry: string): Entry | undefined {
  const match = entryForm.exec(entry)
  return match ? { host: (match[1] ?? '').toLowerCase(), port: match[2], path: match[3] ?? '' } : undefined
}

/** Whether browsers take the host for an address: its last label is a number. */
const isAddress = (host: string): boolean => host.startsWith('[') || /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(host)

const isName = (host: string): boolean =>
  host.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label))

/**
 * Whether a callback domain may have a port, and be an address or `localhost`. Of a test account reports say so; of a website app a public
 * one has `localhost:8160`, by which many a course logs in (localhost:8160/api/ucenter/wx/callback).
 */
export const mayBeLocal = (kind: AppKind): boolean => kind === 'test' || kind === 'website'

/** What an entry of the callback-domain box may not be, in the order a person should mend it. */
const entryFaults: readonly { fault: (entry: string, kind: AppKind) => boolean; expected: string; hint: Bilingual }[] =
  [
    {
      fault: (_, kind) => kind === 'mobile',
      expected: '—',
      hint: { zh: '移动应用没有回调域', en: 'a mobile app has no callback domain' },
    },
    {
      fault: (entry) => entry === '',
      expected: 'www.qq.com',
      hint: { zh: '请填写域名', en: 'enter a domain' },
    },
    {
      // 「这里填写的是域名(是一个字符串),而不是URL,因此请勿加http://等协议头」
      fault: (entry) => /^[a-z][a-z0-9+.-]*:\/\//i.test(entry),
      expected: 'www.qq.com',
      hint: {
        zh: '填写的是域名而不是 URL，请勿加 http:// 等协议头',
        en: 'this is a domain, not a URL: leave http:// out',
      },
    },
    {
      fault: (entry) => !/^[\x21-\x7e]*$/.test(entry),
      expected: 'a-z 0-9 - .',
      hint: {
        zh: '含空格、全角或不可见字符，请重新手工输入',
        en: 'it holds a space, a full-width or an invisible character: type it again by hand',
      },
    },
    {
      fault: (entry) => parseEntry(entry) === undefined,
      expected: 'www.qq.com',
      hint: {
        zh: '只能填写域名，可带路径；不支持通配符、参数和 #',
        en: 'a domain, optionally with a path; no wildcard, query or #',
      },
    },
    {
      fault: (entry, kind) => !mayBeLocal(kind) && parseEntry(entry)?.port !== undefined,
      expected: 'www.qq.com',
      hint: {
        zh: '域名不能带端口（仅测试号、网站应用可以）',
        en: 'no port (only a test account or website app may have one)',
      },
    },
    {
      fault: (entry, kind) => !mayBeLocal(kind) && isAddress(parseEntry(entry)?.host ?? ''),
      expected: 'www.qq.com',
      hint: {
        zh: '不能填写 IP（仅测试号、网站应用可以）',
        en: 'no IP address (only a test account or website app may have one)',
      },
    },
    {
      fault: (entry) => {
        const host = parseEntry(entry)?.host ?? ''
        return !isAddress(host) && !isName(host)
      },
      expected: 'www.qq.com',
      hint: {
        zh: '域名格式不正确：只含字母、数字、连字符和点，结尾没有点',
        en: 'not a domain name: letters, digits, hyphens and dots, none at the end',
      },
    },
    {
      fault: (entry, kind) => !mayBeLocal(kind) && !parseEntry(entry)?.host.includes('.'),
      expected: 'www.qq.com',
      hint: {
        zh: '需要填写全域名；localhost 仅测试号、网站应用可用',
        en: 'a full domain name; localhost is for test accounts and website apps only',
      },
    },
    {
      fault: (entry, kind) => kind === 'component' && parseEntry(entry)?.path !== '',
      expected: 'www.qq.com',
      hint: {
        zh: '第三方平台的域名不能带路径',
        en: 'the domain of a third-party platform has no path',
      },
    },
    {
      fault: (entry) => !URL.canParse(`http://${entry}`),
      expected: 'www.qq.com',
      hint: {
        zh: '浏览器无法识别，请检查其中的数字与端口',
        en: 'no browser can read it: look at its numbers and its port',
      },
    },
    {
      fault: (entry) => ambiguousPath.test(parseEntry(entry)?.path ?? ''),
      expected: 'wx.qq.com/mp',
      hint: {
        zh: '路径不能含 . 或 .. 段，也不能含编码后的斜杠',
        en: 'no «.» or «..» in the path, and no encoded slash',
      },
    },
  ]

/**
 * What is wrong with an entry of the callback-domain box (网页授权域名); empty when it may be configured.
 * A full domain name, optionally with a path (not for a third-party platform); a port, an IP address or `localhost` on a test account or website app only.
 * Source: the seed document 「关于网页授权回调域名的说明」, and the console's own text in copies.
 */
export function checkCallbackDomain(entry: string, kind: AppKind): Breach[] {
  const broken = entryFaults.find(({ fault }) => fault(entry, kind))
  return broken ? [{ given: entry, expected: broken.expected, hint: broken.hint }] : []
}
