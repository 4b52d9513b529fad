/** `npm start`: the platform and the shop together, and where to click. */
import { parseArgs, styleText } from 'node:util'
import { startDemo } from './demo.ts'

const locale = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG']
// Windows sets none of them.
const isChinese = (locale || Intl.DateTimeFormat().resolvedOptions().locale).startsWith('zh')
const say = (zh: string, en: string): string => (isChinese ? zh : en)

function fail(exitCode: number, what: string, next: string): never {
  process.stderr.write(`${styleText('red', 'weauth:', { stream: process.stderr })} ${what}\n        ${next}\n`)
  process.exit(exitCode)
}

const usage = say(
  '选项：--port PORT（平台，默认 18080） --shop-port PORT（商城，默认 18081） --json；PORT 为 0 时取任一空闲端口',
  'options: --port PORT (platform, 18080 by default) --shop-port PORT (shop, 18081) --json; PORT 0 takes any free one',
)

function readPort(text: string): number {
  return /^\d{1,5}$/.test(text) && Number(text) < 65_536
    ? Number(text)
    : fail(2, say(`端口无效：${text}`, `not a port: ${text}`), usage)
}

function readOptions(): { readonly platform: number; readonly shop: number; readonly json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '18080' },
        'shop-port': { type: 'string', default: '18081' },
        json: { type: 'boolean', default: false },
      },
    })
    return { platform: readPort(values.port), shop: readPort(values['shop-port']), json: values.json }
  } catch (error) {
    return fail(2, error instanceof Error ? error.message : String(error), usage)
  }
}

const options = readOptions()
const demo = await startDemo(options).catch((error: NodeJS.ErrnoException & { readonly port?: number }) => {
  const { code, port } = error
  if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
  const option = port === options.shop ? '--shop-port' : '--port'
  const what =
    code === 'EACCES'
      ? say(`没有权限监听端口 ${port}`, `no permission to listen on port ${port}`)
      : say(`端口 ${port} 已被占用（另一个 weauth？）`, `port ${port} is in use (another weauth?)`)
  return fail(1, what, say(`换一个端口：npm start -- ${option} 0`, `take another: npm start -- ${option} 0`))
})

// Ends cleanly on the first signal. A second one finds no listener and kills at once.
const signals = ['SIGINT', 'SIGTERM'] as const
const stop = (): void => {
  for (const signal of signals) process.off(signal, stop)
  void demo.close().then(() => process.exit(0))
}
for (const signal of signals) process.on(signal, stop)

const { shopUrl: shop, platformUrl: platform } = demo
const title = styleText('bold', 'weauth')
const [link, dim] = [(url: string) => styleText(['bold', 'cyan'], url), (text: string) => styleText('dim', text)]
const banner = say(
  `
  ${title} 微信网页授权，在你自己的电脑上

  商城      ${link(`${shop}/`)}
            从这里开始：点「微信登录」
  平台      ${link(`${platform}/`)}
            ${dim('代替微信：应用、用户、可以点的授权链接')}
  请求记录  ${link(`${platform}/_weauth/traces`)}
            ${dim('每个请求经过了哪些规则')}

  按 Ctrl-C 停止

`,
  `
  ${title} WeChat web authorization, on your own machine

  shop      ${link(`${shop}/`)}
            Start here: click “Log in with WeChat”
  platform  ${link(`${platform}/`)}
            ${dim('It stands for WeChat: apps, users, links to try')}
  traces    ${link(`${platform}/_weauth/traces`)}
            ${dim('Every request, and the rules it passed')}

  Press Ctrl-C to stop

`,
)
process.stdout.write(options.json ? `${JSON.stringify({ shop, platform })}\n` : banner)
