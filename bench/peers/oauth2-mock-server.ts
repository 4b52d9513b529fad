import { OAuth2Server } from 'oauth2-mock-server'
import type { Start } from '../servers/listen.ts'

/** oauth2-mock-server with its defaults. */
export const start: Start = async () => {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  return server.address().port
}
