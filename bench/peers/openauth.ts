import { getRequestListener } from '@hono/node-server'
import { issuer } from '@openauthjs/openauth'
import { MemoryStorage } from '@openauthjs/openauth/storage/memory'
import { createSubjects } from '@openauthjs/openauth/subject'
import { z } from 'zod'
import type { Start } from '../servers/listen.ts'
import { listen } from '../servers/listen.ts'

/** openauth with its memory storage and a provider that knows its user at once. It logs every request to the console: that is switched off. */
export const start: Start = async () => {
  console.log = () => {}
  const app = issuer({
    subjects: createSubjects({ user: z.object({ id: z.string() }) }),
    storage: MemoryStorage(),
    providers: {
      bench: {
        type: 'bench',
        init(routes, ctx) {
          routes.get('/authorize', (c) => ctx.success(c, { id: 'bench' }))
        },
      },
    },
    allow: async () => true,
    success: (ctx, value) => ctx.subject('user', { id: (value as { id: string }).id }),
  })
  return listen(getRequestListener(app.fetch))
}
