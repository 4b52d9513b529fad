import { showPage } from '../answers.ts'
import type { Context } from '../context.ts'
import { snapshotPage } from '../pages/index.ts'
import type { App } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import type { Reply, WireRequest } from '../http/index.ts'

/** Where the button of the snapshot page posts its link to. */
export const fullServicePath = '/connect/oauth2/full-service'

/**
 * Shows the page of the business as a snapshot. In WeChat the client itself draws the bar around the page; here it stands in a frame.
 *
 * @param query the link's own
 * @param url where the business is told of a virtual user
 */
export function showSnapshot(
  query: string,
  url: string,
  { name }: App,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Reply {
  trace.outcome = 'page 快照页'
  const development = context.mode === 'development'
  const page = showPage(request, context, (model) =>
    snapshotPage({ ...model, url, appName: name, query, fullServicePath, development }),
  )
  // Wherever the business may redirect within the frame.
  const policy = `${page.headers['content-security-policy']}; frame-src http: https:`
  return { ...page, headers: { ...page.headers, 'content-security-policy': policy } }
}
