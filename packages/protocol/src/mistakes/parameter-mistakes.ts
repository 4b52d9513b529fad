import { authorizeParameters } from '../authorize/link.ts'
import { excerpt } from '../authorize/rule.ts'
import { extras } from '../endpoints.ts'
import { identifierFormats } from '../identifiers.ts'
import { decodeComponent } from '../query.ts'
import { authorizeScopes } from '../scopes.ts'
import { isSecretName } from '../secrets.ts'
import type { Bilingual } from '../source.ts'
import { assumed, community, computed, copied, seed } from '../source.ts'
import type { Caught, LinkName, Mistake } from './mistake.ts'
import { pieceOf, valueIn } from './mistake.ts'
import type { Piece } from './split-link.ts'
import { splitLink } from './split-link.ts'

// Mistakes in what the parameters of a link say.

/** Changes the decoded value of a parameter. */
const changeValue =
  (name: LinkName, change: (value: string) => string) =>
  (text: string): string => {
    const piece = pieceOf(splitLink(text), name)
    if (!piece) return text
    const value = decodeComponent(piece.raw)
    const changed = change(value)
    if (changed === value) return text
    return text.slice(0, piece.valueSpan.start) + encodeURIComponent(changed) + text.slice(piece.valueSpan.end)
  }

/** Leaves parameters out. */
const without =
  (isUnwanted: (piece: Piece) => boolean) =>
  (text: string): string => {
    const { head, query, pieces, fragment } = splitLink(text)
    if (!pieces.some(isUnwanted)) return text
    const kept = pieces
      .filter((piece) => !isUnwanted(piece))
      .map(({ nameSpan, valueSpan }) => text.slice(nameSpan.start, valueSpan.end))
    return `${head}?${kept.join('&')}${fragment.start > query.end ? `#${text.slice(fragment.start)}` : ''}`
  }

// What a sample or a template leaves behind, in any parameter.
const placeholderForm =
  /^(?:APPID|APP_ID|YOUR_?APPID|REDIRECT_URI|SCOPE|STATE|undefined|null|NaN|\[object Object\]|%s|<[^>]*>|\$?\{+\s*\w[\w.]*\s*\}+|\$\w+)$/

/** What stands where a value belongs. */
export const placeholder: Mistake = {
  id: 'placeholder',
  source: seed('appid=APPID&redirect_uri=REDIRECT_URI&response_type=code&scope=SCOPE&state=STATE'),
  hint: { zh: '还是示例里的占位符，换成真实的值', en: 'this is still a placeholder: put the real value there' },
  find({ link: { pieces }, masked }): Caught | undefined {
    const piece = pieces.find(
      ({ name, raw, valueSpan }) =>
        placeholderForm.test(decodeComponent(raw)) &&
        (authorizeParameters as readonly string[]).includes(name) &&
        !masked.some(({ start }) => start === valueSpan.start),
    )
    return (
      piece && {
        given: `${piece.name}=${excerpt(decodeComponent(piece.raw))}`,
        expected: `${piece.name}=…`,
        span: piece.valueSpan,
      }
    )
  },
}

const appidForms: readonly { readonly form: RegExp; readonly hint: Bilingual }[] = [
  {
    form: /^gh_/,
    hint: {
      zh: '这是公众号的原始 ID（gh_ 开头），不是 AppID：在「基本配置」里复制 wx 开头的 AppID',
      en: 'this is the original id of the account (gh_…), not its AppID: copy the one that begins with wx',
    },
  },
  {
    form: /^wx[0-9a-f]{16}$/i,
    hint: { zh: 'appid 区分大小写，全部小写', en: 'an appid is case-sensitive: all of it is lower case' },
  },
]

const appidForm: Mistake = {
  id: 'appid-form',
  source: computed('every appid in the collected samples'),
  hint: {
    zh: 'appid 应为 wx 加 16 位小写十六进制，共 18 个字符：核对是否少了、多了或抄错',
    en: 'an appid is wx and 16 lower-case hex digits, 18 characters in all: look for a missing, extra or wrong one',
  },
  find({ link, facts }): Caught | undefined {
    const appid = valueIn(link, 'appid')
    const piece = pieceOf(link, 'appid')
    if (!piece || appid === '' || identifierFormats.appid.pattern.test(appid)) return undefined
    if (placeholderForm.test(appid) || facts.app?.(appid)) return undefined
    const hint = appidForms.find(({ form }) => form.test(appid))?.hint
    return { given: excerpt(appid), expected: 'wx + 16 hex', ...(hint && { hint }), span: piece.valueSpan }
  },
  mend: changeValue('appid', (appid) => (/^wx[0-9a-f]{16}$/i.test(appid) ? appid.toLowerCase() : appid)),
}

const appidDiffers: Mistake = {
  id: 'appid-differs',
  source: assumed('whoever asks said which app it should be'),
  hint: {
    zh: '链接里的 appid 与指定的不同：用的是另一个应用的',
    en: 'the link has another appid than the one you named',
  },
  find({ link, facts: { appid } }): Caught | undefined {
    const piece = pieceOf(link, 'appid')
    const given = valueIn(link, 'appid')
    if (appid === undefined || !piece || given === '' || given === appid) return undefined
    return {
      given: excerpt(given),
      expected: appid,
      span: piece.valueSpan,
    }
  },
}

/** The scope that was probably meant: its letters, whatever stands between them. */
function intendedScope(given: string): string | undefined {
  const letters = given.toLowerCase().replace(/[^a-z]/g, '')
  if (/^(?:sns(?:a?pi)?|napi)?user_?(?:info|inf|infor?m?(?:ation)?)$/.test(letters)) return 'snsapi_userinfo'
  return /^(?:sns(?:a?pi)?|napi)?bas[es]?$/.test(letters) ? 'snsapi_base' : undefined
}

const isKnownScope = (scope: string): boolean => (authorizeScopes as readonly string[]).includes(scope)

const scopeMisspelt: Mistake = {
  id: 'scope-misspelt',
  source: copied('open-platform FAQ: wrong scope', 'Scope 参数错误或没有 Scope 权限'),
  hint: {
    zh: 'scope 拼写有误：只有 snsapi_base 与 snsapi_userinfo',
    en: 'scope is misspelt: it is snsapi_base or snsapi_userinfo',
  },
  find({ link }): Caught | undefined {
    const given = valueIn(link, 'scope')
    const intended = intendedScope(given)
    const piece = pieceOf(link, 'scope')
    if (!piece || intended === undefined || intended === given) return undefined
    return {
      given: excerpt(given),
      expected: intended,
      span: piece.valueSpan,
    }
  },
  mend: changeValue('scope', (scope) => intendedScope(scope) ?? scope),
}

const scopeTwice: Mistake = {
  id: 'scope-several',
  source: assumed('the comma separates scopes in answers; a link that asks for two was never seen'),
  hint: {
    zh: '只能请求一个 scope；snsapi_userinfo 也会返回 openid',
    en: 'ask for one scope; snsapi_userinfo yields the openid, too',
  },
  find({ link }): Caught | undefined {
    const given = valueIn(link, 'scope')
    const piece = pieceOf(link, 'scope')
    const several = given.split(/[\s,;|]+/)
    if (!piece || several.length < 2 || !several.every(isKnownScope)) return undefined
    return {
      given: excerpt(given),
      expected: 'snsapi_userinfo',
      span: piece.valueSpan,
    }
  },
  mend: changeValue('scope', (scope) => {
    const several = scope.split(/[\s,;|]+/)
    return several.length > 1 && several.every(isKnownScope) ? 'snsapi_userinfo' : scope
  }),
}

const isWechats = ({ name }: Piece): boolean =>
  Object.hasOwn(extras, name) && extras[name as keyof typeof extras].addedBy === 'wechat'

const wechatAppended: Mistake = {
  id: 'wechat-appended',
  source: extras.pass_ticket.source,
  hint: {
    zh: '这些参数是微信客户端打开链接时自己加的，含有你的身份：不要写进链接，也不要转发',
    en: 'the WeChat client appends these when it opens the link, and they identify you: leave them out, and do not pass them on',
  },
  find({ link: { pieces } }): Caught | undefined {
    const piece = pieces.find(isWechats)
    return (
      piece && {
        given: pieces
          .filter(isWechats)
          .map(({ name }) => name)
          .join(', '),
        expected: '—',
        span: { start: piece.nameSpan.start, end: piece.valueSpan.end },
      }
    )
  },
  mend: without(isWechats),
}

const secretInLink: Mistake = {
  id: 'secret-in-link',
  source: seed('由于公众号的secret和获取到的access_token安全级别都非常高,必须只保存在服务器,不允许传给客户端'),
  hint: {
    zh: '链接里有密钥或 token：它已经泄露给浏览器、日志和回调方。从链接里去掉，并重置它',
    en: 'a secret or token stands in the link, for browser, logs and callback to see: take it out, and reset it',
  },
  find({ link: { pieces }, masked }): Caught | undefined {
    const secrets = masked.filter(
      ({ start, name }) =>
        name !== 'code' && !pieces.some((piece) => piece.valueSpan.start === start && isWechats(piece)),
    )
    const [first] = secrets
    return (
      first && {
        given: [...new Set(secrets.map(({ name, looksLike }) => decodeComponent(name) || looksLike || 'token'))].join(
          ', ',
        ),
        expected: '—',
        span: { start: first.start, end: first.end },
      }
    )
  },
  mend: (text) => withoutSecrets(without(({ name }) => isSecretName(name))(text)),
}

/** Those that redirect_uri carries. */
const withoutSecrets = changeValue('redirect_uri', (uri) =>
  uri
    .replace(/(?<=[?&])([^&#=]*)=[^&#]*&?/g, (pair, name: string) =>
      isSecretName(name) && name !== 'code' ? '' : pair,
    )
    .replace(/[?&]+(?=#|$)/, ''),
)

const stateMissing: Mistake = {
  id: 'state-missing',
  source: copied('网页授权 guide, table of page codes', 'state不能为空'),
  hint: {
    zh: 'state 可省略，但没有它，别人可以让用户登录成他的账号（CSRF）：每次生成随机值并校验',
    en: 'state is optional, but without it somebody can log your user in as himself (CSRF): make a random one each time, and check it',
  },
  find({ link }): Caught | undefined {
    if (
      valueIn(link, 'state') !== '' ||
      link.pieces.some(({ name, raw }) => name.toLowerCase() === 'state' && raw !== '')
    )
      return undefined
    const at = link.query.end
    return {
      given: '—',
      expected: 'state=…',
      span: { start: at, end: at },
    }
  },
}

const popupValue: Mistake = {
  id: 'force-popup-value',
  source: extras.forcePopup.source,
  hint: {
    zh: '只认 forcePopup、forceSnapShot（大小写不能变），值为 true 或 false',
    en: 'the names are forcePopup and forceSnapShot, in just that case, and the value is true or false',
  },
  find({ link: { pieces } }): Caught | undefined {
    const piece = pieces.find(
      ({ name, raw }) =>
        /^force(?:popup|snapshot)$/i.test(name) &&
        !(/^force(?:Popup|SnapShot)$/.test(name) && /^(?:true|false)$/.test(raw)),
    )
    return (
      piece && {
        given: excerpt(`${piece.name}=${piece.raw}`),
        expected: 'forcePopup=true, forceSnapShot=true',
        span: { start: piece.nameSpan.start, end: piece.valueSpan.end },
      }
    )
  },
}

const connectRedirect: Mistake = {
  id: 'connect-redirect',
  source: community('binarywang/WxJava#2376: with connect_redirect=1 the authorization fails on PC WeChat'),
  hint: {
    zh: '未公开的参数：据说可减少重复回调，但有人因此在 PC 微信上授权失败；更可靠的是让同一个 code 只换一次',
    en: 'undocumented: said to make double callbacks rarer, but it broke PC WeChat for some. Better exchange each code once and share the result',
  },
  find({ link }): Caught | undefined {
    const piece = pieceOf(link, 'connect_redirect')
    return (
      piece && {
        given: `connect_redirect=${excerpt(piece.raw)}`,
        expected: '—',
        span: { start: piece.nameSpan.start, end: piece.valueSpan.end },
      }
    )
  },
}

/** In the order in which they are mended. */
export const parameterMistakes: readonly Mistake[] = [
  placeholder,
  appidForm,
  appidDiffers,
  scopeMisspelt,
  scopeTwice,
  wechatAppended,
  secretInLink,
  stateMissing,
  popupValue,
  connectRedirect,
]
