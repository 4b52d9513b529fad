import { wechat } from '../wechat.ts'

/** Begins a login. */
export const GET = (request: Request): Promise<Response> => wechat().start(request)
