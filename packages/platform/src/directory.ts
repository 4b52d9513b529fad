import type { Identities } from './users/index.ts'
import type { App, Store, User } from './store/index.ts'

/** The apps and users of the store, at hand. Read at every request, changed seldom. */
export type Directory = {
  readonly app: (appid: string) => App | undefined
  readonly user: (id: string) => User | undefined
  /** The user behind an openid of an app. */
  readonly userByOpenid: (appid: string, openid: string) => User | undefined
  readonly apps: () => App[]
  readonly users: () => User[]
  /** Adds or replaces; fulfilled when it is kept. */
  readonly saveApp: (app: App) => Promise<void>
  readonly saveUser: (user: User) => Promise<void>
  /** Reads what other instances have saved. Called before something is said not to exist, and now and then. */
  readonly catchUp: () => Promise<void>
}

/** Reads the store, and writes through. */
export async function openDirectory(store: Store, identities: Identities): Promise<Directory> {
  const apps = new Map<string, App>()
  const users = new Map<string, User>()
  // One index an app, made when first asked for.
  const byOpenid = new Map<string, Map<string, string>>()
  let version = 0

  const indexOf = (appid: string): Map<string, string> => {
    const known = byOpenid.get(appid)
    if (known) return known
    const index = new Map([...users.keys()].map((id) => [identities.openid(appid, id), id]))
    byOpenid.set(appid, index)
    return index
  }

  const catchUp = oneAfterTheOther(async () => {
    const saved = await store.savedSince(version)
    for (const app of saved.apps) apps.set(app.appid, app)
    for (const user of saved.users) {
      users.set(user.id, user)
      for (const [appid, index] of byOpenid) index.set(identities.openid(appid, user.id), user.id)
    }
    version = saved.version
  })

  await catchUp()
  return {
    app: (appid) => apps.get(appid),
    user: (id) => users.get(id),
    userByOpenid: (appid, openid) => users.get(indexOf(appid).get(openid) ?? ''),
    apps: () => [...apps.values()],
    users: () => [...users.values()],
    // What was saved is read again: only the store knows in which order two instances saved the same.
    async saveApp(app) {
      await store.saveApp(app)
      await catchUp()
    },
    async saveUser(user) {
      await store.saveUser(user)
      await catchUp()
    },
    catchUp,
  }
}

/** Runs `work` for whoever asks: never twice at a time, never begun before it was asked for, and once for all who wait. */
function oneAfterTheOther(work: () => Promise<void>): () => Promise<void> {
  let running = Promise.resolve()
  let waiting: Promise<void> | undefined
  return () => {
    waiting ??= running
      .catch(() => {})
      .then(() => {
        const begun = work()
        running = begun
        waiting = undefined
        return begun
      })
    return waiting
  }
}
