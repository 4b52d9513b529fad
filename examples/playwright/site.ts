import { createServer } from 'node:http'

// In the place of your own site: it answers every page with a word.
createServer((_, response) => response.end('the shop')).listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
