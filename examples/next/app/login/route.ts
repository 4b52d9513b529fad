import { wechat } from '../../lib/wechat.ts'

/** Begins a login. */
export const GET = (request: Request): Promise<Response> => wechat().start(request)
