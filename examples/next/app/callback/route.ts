import { wechat } from '../wechat.ts'

/** Where WeChat sends the browser back to. */
export const GET = (request: Request): Promise<Response> => wechat().callback(request)
