import type { Flow } from './flow.ts'
import { wechat } from './flow.ts'
import * as peers from './peer-flows.ts'

/** The flows that a server can be driven by. */
export type FlowName = 'wechat' | 'small' | 'mockServer' | 'openauth' | 'emulate' | 'oidcProvider' | 'betterAuth'

/** Every flow by name, as the driver is told. */
export const flows: Readonly<Record<FlowName, Flow>> = {
  wechat: wechat,
  small: peers.small,
  mockServer: peers.mockServer,
  openauth: peers.openauth,
  emulate: peers.emulate,
  oidcProvider: peers.oidcProvider,
  betterAuth: peers.betterAuth,
}
