import { headimgPixels, headimgSizes } from '@weauth/protocol'
import type { Endpoint } from '../context.ts'
import { avatarKey, avatarPng } from '../seed/index.ts'
import type { User } from '../store/index.ts'
import { textReply } from '../http/index.ts'

/** The paths of headimgurl begin with this. */
export const avatarPrefix = '/mmopen/vi_32/'

/** Where a user's picture is on this server, 132 pixels wide; absent when there is none. */
export function avatarPath(user: User): string | undefined {
  const key = avatarKey(user)
  return key === '' ? undefined : `${avatarPrefix}${key}/132`
}

/** `/mmopen/vi_32/KEY/SIZE`: a user's picture as PNG. An address of an earlier picture is gone. */
export const avatar: Endpoint = async (request, { directory }) => {
  const [key, size] = request.path.slice(avatarPrefix.length).split('/')
  const wanted = headimgSizes.find((one) => String(one) === size)
  const user = directory.users().find((one) => avatarKey(one) === key)
  if (key === undefined || key === '' || wanted === undefined || !user) return textReply(404, 'Not Found')
  return {
    status: 200,
    headers: { 'content-type': 'image/png', 'cache-control': 'max-age=2592000', 'x-content-type-options': 'nosniff' },
    body: await avatarPng(user, headimgPixels(wanted)),
  }
}
