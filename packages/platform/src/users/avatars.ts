import { headimgPixels, headimgSizes } from '@weauth/protocol'
import type { Endpoint } from '../context.ts'
import type { Directory } from '../directory.ts'
import { avatarKey, avatarPng } from '../seed/index.ts'
import type { Alternative, User } from '../store/index.ts'
import { textReply } from '../http/index.ts'

/** The paths of headimgurl begin with this. */
export const avatarPrefix = '/mmopen/vi_32/'

/** Whatever has a picture. */
type Pictured = Pick<User, 'id' | 'avatar'>

/** What has the picture of an alternative: the same nickname looks different with every user. */
export const pictureOf = ({ id }: Pictured, { nickname, avatar }: Alternative): Pictured => ({
  id: `${id}/${nickname}`,
  avatar,
})

/** What has the picture of everybody on a snapshot page. Assumed: what WeChat shows there is not told. */
export const snapshotPicture: Pictured = { id: 'snapshot', avatar: 1 }

/** Where a user's picture is on this server, 132 pixels wide; absent when there is none. */
export function avatarPath(user: Pictured): string | undefined {
  const key = avatarKey(user)
  return key === '' ? undefined : `${avatarPrefix}${key}/132`
}

/** Every picture there is. */
const picturesOf = (directory: Directory): Pictured[] => [
  ...directory.users().flatMap((user) => [user, ...(user.alternatives ?? []).map((one) => pictureOf(user, one))]),
  snapshotPicture,
]

/** `/mmopen/vi_32/KEY/SIZE`: a user's picture as PNG. An address of an earlier picture is gone. */
export const avatar: Endpoint = async (request, { directory }) => {
  const [key, size] = request.path.slice(avatarPrefix.length).split('/')
  const wanted = headimgSizes.find((one) => String(one) === size)
  const user = picturesOf(directory).find((one) => avatarKey(one) === key)
  if (key === undefined || key === '' || wanted === undefined || !user) return textReply(404, 'Not Found')
  return {
    status: 200,
    headers: { 'content-type': 'image/png', 'cache-control': 'max-age=2592000', 'x-content-type-options': 'nosniff' },
    body: await avatarPng(user, headimgPixels(wanted)),
  }
}
