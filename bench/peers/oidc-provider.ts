import Provider from 'oidc-provider'
import type { Start } from '../servers/listen.ts'
import { listen } from '../servers/listen.ts'
import { peerClient } from '../peer-flows.ts'

/** oidc-provider with its defaults: memory adapter, development interactions. */
export const start: Start = async () => {
  const provider = new Provider('http://127.0.0.1', {
    clients: [
      {
        client_id: peerClient.id,
        client_secret: peerClient.secret,
        redirect_uris: [peerClient.callback],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => false },
  })
  return listen(provider.callback())
}
