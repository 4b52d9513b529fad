import { hosts, isWechatName, writeWxLoginScript } from '@weauth/protocol'
import type { Endpoint } from '../context.ts'
import { textReply } from '../http/index.ts'

/** wxLogin.js. Whoever got it by WeChat's own name, through a proxy, is sent to WeChat's open host; everybody else here. */
export const wxLoginScript: Endpoint = (request, { publicUrl }) => {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return textReply(405, 'Method Not Allowed', { allow: 'GET' })
  const openHost = isWechatName(request.host.replace(/:\d+$/, '')) ? `https://${hosts.open.name}` : publicUrl()
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      // A page that isolates itself may load it all the same.
      'cross-origin-resource-policy': 'cross-origin',
    },
    body: writeWxLoginScript(openHost),
  }
}
