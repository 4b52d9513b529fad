import type { Identities } from './identity.ts'
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
}

/** Reads the store once, and writes through. */
export async function openDirectory(store: Store, identities: Identities): Promise<Directory> {
  const apps = new Map((await store.listApps()).map((app) => [app.appid, app]))
  const users = new Map((await store.listUsers()).map((user) => [user.id, user]))
  // One index an app, made when first asked for.
  const byOpenid = new Map<string, Map<string, string>>()

  const indexOf = (appid: string): Map<string, string> => {
    const known = byOpenid.get(appid)
    if (known) return known
    const index = new Map([...users.keys()].map((id) => [identities.openid(appid, id), id]))
    byOpenid.set(appid, index)
    return index
  }

  return {
    app: (appid) => apps.get(appid),
    user: (id) => users.get(id),
    userByOpenid: (appid, openid) => users.get(indexOf(appid).get(openid) ?? ''),
    apps: () => [...apps.values()],
    users: () => [...users.values()],
    async saveApp(app) {
      await store.saveApp(app)
      apps.set(app.appid, app)
    },
    async saveUser(user) {
      await store.saveUser(user)
      users.set(user.id, user)
      for (const [appid, index] of byOpenid) index.set(identities.openid(appid, user.id), user.id)
    },
  }
}
