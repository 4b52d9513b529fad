import type { Bilingual, Errcode } from '@weauth/protocol'
import { endpoints, errcode, readTokenReply } from '@weauth/protocol'
import type { Answer, Network } from './network.ts'
import { isPrivateAddress } from './private-address.ts'

/** One thing that was tried. */
type ProbeStep = {
  readonly id: 'dns' | 'certificate' | 'callback' | 'redirect' | 'verify-file' | 'secret'
  readonly outcome: 'ok' | 'warning' | 'error'
  readonly text: Bilingual
}

/** What was tried at one address. */
export type Probe = { readonly url: string; readonly steps: readonly ProbeStep[] }

/** What may be done, and by what. */
export type ProbeSettings = {
  readonly network: Network
  readonly allowPrivate: boolean
  /** The name of the file MP_verify_….txt, where it is known. */
  readonly verifyFile: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

const ok = (id: ProbeStep['id'], zh: string, en: string): ProbeStep => ({ id, outcome: 'ok', text: { zh, en } })
const warning = (id: ProbeStep['id'], zh: string, en: string): ProbeStep => ({
  id,
  outcome: 'warning',
  text: { zh, en },
})
const error = (id: ProbeStep['id'], zh: string, en: string): ProbeStep => ({ id, outcome: 'error', text: { zh, en } })

const reasonOf = (failure: unknown): string =>
  failure instanceof Error ? String('code' in failure ? failure.code : failure.message) : String(failure)

/** A result, or the step that says why there is none. */
type Tried<Value> = { readonly value: Value } | { readonly step: ProbeStep }

const tryTo = async <Value>(
  id: ProbeStep['id'],
  act: () => Promise<Value>,
  what: (reason: string) => Bilingual,
): Promise<Tried<Value>> =>
  act().then(
    (value) => ({ value }),
    (failure: unknown) => ({ step: { id, outcome: 'error', text: what(reasonOf(failure)) } }),
  )

/** Resolves the host once. Of several addresses none may be private: the next connection could get that one. */
async function addressOf(url: URL, { network, allowPrivate }: ProbeSettings): Promise<Tried<string>> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const resolved = await tryTo(
    'dns',
    () => network.resolve(host),
    (reason) => ({
      zh: `${host} 解析不到地址（${reason}）`,
      en: `${host} has no address (${reason})`,
    }),
  )
  if ('step' in resolved) return resolved
  const [first] = resolved.value
  if (first === undefined) return { step: error('dns', `${host} 解析不到地址`, `${host} has no address`) }
  const inner = resolved.value.find(isPrivateAddress)
  if (inner === undefined || allowPrivate) return { value: first }
  return {
    step: error(
      'dns',
      `${host} 指向内网地址 ${inner}：没有连接（确是自己的机器时加 --allow-private）`,
      `${host} is ${inner}, an address of a private network: not connected to (--allow-private if it is yours)`,
    ),
  }
}

const soonMs = 14 * 86_400_000

async function certificateStep(url: URL, address: string, { network, now }: ProbeSettings): Promise<ProbeStep> {
  const seen = await tryTo(
    'certificate',
    () => network.certificate(url, address),
    (reason) => ({
      zh: `TLS 连接失败（${reason}）`,
      en: `no TLS connection (${reason})`,
    }),
  )
  if ('step' in seen) return seen.step
  const { fault, validTo, issuer } = seen.value
  if (fault !== undefined) {
    const chain = fault.includes('VERIFY_LEAF') || fault.includes('LOCALLY')
    return chain
      ? error(
          'certificate',
          `证书链不完整（${fault}）：服务器要连同中间证书一起发送`,
          `the chain is incomplete (${fault}): let the server send the intermediate certificates`,
        )
      : error(
          'certificate',
          `证书不可信（${fault}）：微信里打不开`,
          `the certificate is not to be trusted (${fault}): WeChat will not open the page`,
        )
  }
  const left = Date.parse(validTo) - now
  const day = new Date(validTo).toISOString().slice(0, 10)
  return left < soonMs
    ? warning('certificate', `证书将于 ${day} 到期`, `the certificate ends on ${day}`)
    : ok('certificate', `证书有效至 ${day}，签发者 ${issuer}`, `the certificate is good until ${day}, by ${issuer}`)
}

function callbackSteps(url: URL, { status, location }: Answer): ProbeStep[] {
  if (status >= 500)
    return [
      error(
        'callback',
        `不带 code 访问得到 ${status}：回调要能应付没有 code 的请求`,
        `a visit without a code gets ${status}: the callback must bear one`,
      ),
    ]
  if (status === 404) return [error('callback', '回调地址不存在（404）', 'the callback is not there (404)')]
  if (status === 405)
    return [
      error(
        'callback',
        '回调不接受 GET（405）：微信用 GET 跳转',
        'the callback takes no GET (405): WeChat comes by GET',
      ),
    ]
  const answered = ok('callback', `不带 code 访问得到 ${status}`, `a visit without a code gets ${status}`)
  if (location === undefined) return [answered]
  const to = URL.canParse(location, url.href) ? new URL(location, url) : undefined
  if (!to) return [answered, error('redirect', `跳转地址无效：${location}`, `it redirects to no address: ${location}`)]
  const where = `${to.origin}${to.pathname}`
  if (to.pathname === url.pathname && to.origin !== url.origin) {
    return [
      answered,
      warning(
        'redirect',
        `同一路径被跳转到 ${to.origin}：redirect_uri 直接写它，code 才不会丢`,
        `the same path is redirected to ${to.origin}: let redirect_uri name that at once, or the code may get lost`,
      ),
    ]
  }
  return [answered, ok('redirect', `跳转到 ${where}（没有跟随）`, `it redirects to ${where} (not followed)`)]
}

async function verifyFileStep(url: URL, address: string, name: string, { network }: ProbeSettings): Promise<ProbeStep> {
  const file = new URL(`/${name}`, url)
  const answer = await tryTo(
    'verify-file',
    () => network.get(file, address),
    (reason) => ({
      zh: `${name} 取不到（${reason}）`,
      en: `${name} cannot be got (${reason})`,
    }),
  )
  if ('step' in answer) return answer.step
  const { status, contentType, body } = answer.value
  if (status !== 200)
    return error(
      'verify-file',
      `/${name} 得到 ${status}：文件要放在域名根目录`,
      `/${name} gets ${status}: the file belongs into the root of the domain`,
    )
  if (contentType.includes('html') || body.trimStart().startsWith('<'))
    return error(
      'verify-file',
      `/${name} 得到的是网页，不是校验文件（前端路由接管了它）`,
      `/${name} is a page and not the file: the routes of the site took it over`,
    )
  return ok('verify-file', `/${name} 可以访问`, `/${name} is served`)
}

/**
 * Asks an address what a phone would: name, certificate, the callback without a code, the file by which WeChat checks the domain. Nothing is
 * followed, no secret is sent, and every connection goes to the address that was looked at.
 */
export async function probe(target: string, settings: ProbeSettings): Promise<Probe> {
  const url = new URL(target)
  const address = await addressOf(url, settings)
  if ('step' in address) return { url: target, steps: [address.step] }
  const steps = [ok('dns', `${url.hostname} → ${address.value}`, `${url.hostname} → ${address.value}`)]
  if (url.protocol === 'https:') {
    const step = await certificateStep(url, address.value, settings)
    steps.push(step)
    if (step.outcome === 'error') return { url: target, steps }
  }
  const answer = await tryTo(
    'callback',
    () => settings.network.get(url, address.value),
    (reason) => ({
      zh: `回调没有应答（${reason}）`,
      en: `the callback does not answer (${reason})`,
    }),
  )
  steps.push(...('step' in answer ? [answer.step] : callbackSteps(url, answer.value)))
  if (settings.verifyFile !== undefined)
    steps.push(await verifyFileStep(url, address.value, settings.verifyFile, settings))
  return { url: target, steps }
}

/**
 * Tells whether a secret is that of an appid, by an exchange of a code that is none: a right secret gets 40029, and no code is lost by it.
 * It is the one call that carries a secret, and it goes to the api host alone.
 */
export async function probeSecret(
  apiHost: string,
  appid: string,
  secret: string,
  get: (url: URL) => Promise<string>,
): Promise<Probe> {
  const url = new URL(`${apiHost}${endpoints.accessToken.path}`)
  const asked = url.href
  url.search = new URLSearchParams({
    appid,
    secret,
    code: 'weauth-doctor',
    grant_type: 'authorization_code',
  }).toString()
  const answer = await tryTo(
    'secret',
    () => get(url),
    (reason) => ({
      zh: `接口没有应答（${reason}）`,
      en: `the api host does not answer (${reason})`,
    }),
  )
  return { url: asked, steps: ['step' in answer ? answer.step : secretStep(answer.value)] }
}

function secretStep(body: string): ProbeStep {
  const read = readTokenReply(body)
  if (read.kind !== 'error') return error('secret', '接口的回答不是预期的 JSON', 'the api host answered no errcode')
  const { errcode: code } = read.error
  // 40029 and its kin speak of the code, which is judged after the secret.
  if (code === 40029) return ok('secret', 'appid 与 AppSecret 相符', 'appid and secret belong together')
  const row: Errcode | undefined = errcode(code)
  return error('secret', `${code} ${row?.meaning.zh ?? ''}`, `${code} ${row?.errmsg ?? ''}`)
}
