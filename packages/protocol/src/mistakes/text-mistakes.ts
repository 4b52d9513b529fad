import { excerpt } from '../authorize/rule.ts'
import { endpoints } from '../endpoints.ts'
import { hosts } from '../hosts.ts'
import { assumed, code, community, seed } from '../source.ts'
import type { Caught, Mistake } from './mistake.ts'
import { textual } from './mistake.ts'
import { splitLink } from './split-link.ts'

// Mistakes in the text of a link, whatever its parameters are: what a template, an editor or a chat window made of it.

const htmlEscaped = textual('html-escaped', assumed('an HTML template escaped a link that was printed as text'), {
  pattern: /&(?:amp|#38|#x26);/i,
  expected: '&',
  hint: {
    zh: '链接里的 & 被转义成了 HTML 的 &amp;，参数名因此多出 amp;。在 JS、菜单或 302 里用原样的 &',
    en: 'the & were escaped for HTML, so that names begin with «amp;». In scripts, menus and redirects write a plain &',
  },
  mend: (text) => text.replace(/&(?:amp|#38|#x26);/gi, '&'),
})

const jsonEscaped = textual(
  'json-escaped',
  assumed('JSON encoders escape / and &, and the link was copied as it stood'),
  {
    pattern: /\\u00(?:26|3d|3f|2f|3a|23)|\\\//i,
    expected: '& = /',
    hint: {
      zh: '这是 JSON 字符串里的转义（\\/、\\u0026），复制前先解码',
      en: 'these are the escapes of a JSON string (\\/, \\u0026): decode it before it is used',
    },
    mend: (text) =>
      text
        .replace(/\\u00([2-3][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replaceAll('\\/', '/'),
  },
)

// Space, control and format characters, raw or encoded; a space within a value may be meant, at its end it never is.
const unseen =
  /[\s\p{Cc}\p{Cf}\p{Z}]+|(?:%(?:0[9ad]|e2%80%8[b-f]|ef%bb%bf|c2%a[0d]))+|(?:%20|\+)+(?=&|#|$)|(?<==)(?:%20|\+)+/iu

const hiddenCharacters = textual(
  'hidden-characters',
  community('csdn 77910740; cnblogs zitjubiz/5935712: a menu whose link held \\r\\n got 10003'),
  {
    pattern: unseen,
    expected: '—',
    hint: {
      zh: '链接里有空格、换行或不可见字符（多半是复制带来的），删掉',
      en: 'the link holds a space, a line break or an invisible character, mostly from copying: delete it',
    },
    mend: (text) => text.replace(new RegExp(unseen, 'giu'), ''),
  },
)

const fullWidth = textual('full-width', assumed('an input method in full-width mode'), {
  pattern: /[！-～。]+|%ef%bc%(?:8[1-9a-f]|[9ab][0-9a-f])|%ef%bd%(?:8[0-9a-f]|9[0-9a-e])|%e3%80%82/i,
  expected: 'ASCII',
  hint: {
    zh: '含全角字符（如 ：／．？＆＝），改为半角',
    en: 'it holds full-width characters, such as ：／．？: type them in half width',
  },
  mend: (text) =>
    text
      .replace(/%ef%b[cd]%[89ab][0-9a-f]|%e3%80%82/gi, (escaped) => halfWidth(decodeURIComponent(escaped)))
      .replace(/[！-～。]/g, halfWidth),
})

const halfWidth = (character: string): string =>
  character === '。' ? '.' : String.fromCharCode(character.charCodeAt(0) - 0xfee0)

const linkHttp = textual('link-http', seed('https://open.weixin.qq.com/connect/oauth2/authorize'), {
  pattern: /^http(?=:\/\/open\.weixin\.qq\.com\/)/i,
  expected: 'https',
  hint: { zh: '授权链接用 https', en: 'the link itself is https' },
  mend: (text) => text.replace(/^http(?=:\/\/open\.weixin\.qq\.com\/)/i, 'https'),
})

// The names people take for the open host: those of WeChat that serve something else, and those that are nobody's.
const otherHost = new RegExp(
  `(?<=^https?://)(?:${Object.values(hosts)
    .filter(({ serves }) => serves !== 'open')
    .map(({ name }) => name.replaceAll('.', '\\.'))
    .join(
      '|',
    )}|(?:open|www)\\.(?:weixin|wechat|wx)\\.com|open\\.(?:weixin\\.qq\\.cn|(?:wechat|wx)\\.qq\\.com|qq\\.com))(?=[/:?#])`,
  'i',
)

const hostWrong = textual('host-wrong', seed('https://open.weixin.qq.com/connect/oauth2/authorize'), {
  pattern: otherHost,
  expected: hosts.open.name,
  hint: {
    zh: `授权页在 ${hosts.open.name}；api.weixin.qq.com 只用于服务器换取 token`,
    en: `the page is on ${hosts.open.name}; api.weixin.qq.com is for your server alone`,
  },
  mend: (text) => text.replace(otherHost, hosts.open.name),
})

const nearPath = /\/+connect\/+(?:oauth(?:2|2\.0)?)\/+(?:authorize|authorise)?\/*(?=[?#&]|$)/i

/** The path is nearly that of the authorize page. */
const pathWrong: Mistake = {
  id: 'path-wrong',
  source: seed('https://open.weixin.qq.com/connect/oauth2/authorize'),
  hint: {
    zh: `路径须为 ${endpoints.authorize.path}：小写，结尾没有斜杠`,
    en: `the path is ${endpoints.authorize.path} to the letter: lower case, no slash at the end`,
  },
  find({ link: { head } }): Caught | undefined {
    const match = nearPath.exec(head)
    if (!match || match[0] === endpoints.authorize.path) return undefined
    return {
      given: match[0],
      expected: endpoints.authorize.path,
      span: { start: match.index, end: match.index + match[0].length },
    }
  },
  mend: (text) => text.replace(nearPath, endpoints.authorize.path),
}

/** `#wechat_redirect` in the middle of the link, or encoded into a value. */
const redirectMarkMisplaced: Mistake = {
  id: 'wechat-redirect-misplaced',
  source: community(
    'developers.weixin.qq.com/community oCJUsw6lUZ1S…: a parameter behind #wechat_redirect is silently ignored',
  ),
  hint: {
    zh: '#wechat_redirect 不编码，放在整个链接的最后：其后的参数微信看不到',
    en: '#wechat_redirect is not encoded and ends the link: WeChat does not see a parameter behind it',
  },
  find({ link }): Caught | undefined {
    const { text } = link
    const match = /%23wechat_redirect|#wechat_redirect(?=[?&])/i.exec(text)
    if (!match) return undefined
    const rest = text.slice(match.index + match[0].length)
    return {
      given: excerpt(`${match[0]}${rest}`),
      expected: '…#wechat_redirect',
      span: { start: match.index, end: match.index + match[0].length },
    }
  },
  mend(text) {
    const [before = '', ...after] = text.split(/(?:#|%23)wechat_redirect/i)
    const rest = after.join('').replace(/^[?&]+/, before.includes('?') ? '&' : '?')
    const { fragment } = splitLink(rest)
    return `${before}${rest.slice(0, fragment.start)}#wechat_redirect`
  },
}

/** The whole link was percent-encoded. */
const linkEncoded: Mistake = {
  id: 'link-encoded',
  source: assumed('only redirect_uri is encoded; a link that begins with https%3A is a value, not a link'),
  hint: {
    zh: '整个链接都被编码了：只有 redirect_uri 的值需要 urlencode',
    en: 'the whole link was encoded: only the value of redirect_uri is',
  },
  find: ({ link: { text } }) =>
    /^https?%3a/i.test(text)
      ? {
          given: excerpt(text, 24),
          expected: 'https://…',
          span: { start: 0, end: text.search(/%3a/i) + '%3A'.length },
        }
      : undefined,
  mend: (text) => (/^https?%3a/i.test(text) ? decodeURIComponentSafely(text) : text),
}

const decodeURIComponentSafely = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A link of an OAuth library that was pointed at WeChat. */
const clientId: Mistake = {
  id: 'client-id',
  source: code('grant, openid-client, arctic and Authlib send client_id: WeChat calls it appid'),
  hint: {
    zh: '通用 OAuth 库发送 client_id；微信的参数名是 appid',
    en: 'generic OAuth libraries send client_id; WeChat’s name for it is appid',
  },
  find({ link: { pieces } }) {
    const piece = pieces.find(({ name }) => name === 'client_id')
    if (!piece || pieces.some(({ name }) => name === 'appid')) return undefined
    return {
      given: 'client_id',
      expected: 'appid',
      span: piece.nameSpan,
    }
  },
  mend: (text) => (/[?&]appid=/.test(text) ? text : text.replace(/(?<=[?&])client_id=/, 'appid=')),
}

/** In the order in which they are mended. */
export const textMistakes: readonly Mistake[] = [
  linkEncoded,
  jsonEscaped,
  htmlEscaped,
  hiddenCharacters,
  fullWidth,
  hostWrong,
  pathWrong,
  linkHttp,
  redirectMarkMisplaced,
  clientId,
]
