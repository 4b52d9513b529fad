/** Opens the store it is told to, and says how that went. */
import { openStore } from './store.ts'

async function open(path: string): Promise<void> {
  const store = openStore(path)
  await store.now()
  await store.close()
}

process.on('message', (path: string) => {
  open(path).then(
    () => process.send?.({ opened: true }),
    (error: unknown) => process.send?.({ opened: false, why: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
