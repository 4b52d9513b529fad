import { endpoints, qrConfirmPath, qrPicturePath, qrPollPath, wxLoginPath } from '@weauth/protocol'
import {
  appToken,
  checkToken,
  clearQuota,
  componentExchange,
  componentRefresh,
  componentToken,
  exchangeCode,
  followerInfo,
  isApiPath,
  refreshToken,
  stableToken,
  ticket,
  unknownApiPath,
  userinfo,
  verifyTicket,
  verifyTicketPath,
} from './api/index.ts'
import {
  authorize,
  confirm,
  confirmPath,
  fullService,
  fullServicePath,
  qrPhone,
  qrPictureEndpoint,
  qrPoll,
  qrconnect,
  sendAuth,
  wxLoginScript,
} from './login/index.ts'
import { avatar, avatarPrefix } from './users/index.ts'
import type { Endpoint } from './context.ts'
import {
  apps,
  doctor,
  home,
  notFound,
  phonePicker,
  phonePickerPath,
  sendAuthPath,
  settings,
  settingsPath,
  traces,
  tracesPath,
  userPicker,
  userPickerPath,
} from './developer/index.ts'
import { appsPath, doctorPath } from './doctor-url.ts'

/** Every path of the platform. Exact: no trailing slash, no doubled one, no escape stands for another. */
const routes: ReadonlyMap<string, Endpoint> = new Map([
  [endpoints.authorize.path, authorize],
  [confirmPath, confirm],
  [endpoints.qrconnect.path, qrconnect],
  [qrPollPath, qrPoll],
  [qrConfirmPath, qrPhone],
  [wxLoginPath, wxLoginScript],
  [fullServicePath, fullService],
  [endpoints.accessToken.path, exchangeCode],
  [endpoints.refreshToken.path, refreshToken],
  [endpoints.userinfo.path, userinfo],
  [endpoints.auth.path, checkToken],
  [endpoints.token.path, appToken],
  [endpoints.stableToken.path, stableToken],
  [endpoints.followerInfo.path, followerInfo],
  [endpoints.ticket.path, ticket],
  [endpoints.clearQuota.path, clearQuota],
  [endpoints.componentToken.path, componentToken],
  [endpoints.componentAccessToken.path, componentExchange],
  [endpoints.componentRefreshToken.path, componentRefresh],
  [verifyTicketPath, verifyTicket],
  ['/', home],
  [userPickerPath, userPicker],
  [phonePickerPath, phonePicker],
  [sendAuthPath, sendAuth],
  [settingsPath, settings],
  [tracesPath, traces],
  [doctorPath, doctor],
  [appsPath, apps],
])

/** The paths that are served: exact ones, and what pictures begin with. */
export const routePaths: readonly string[] = [...routes.keys(), avatarPrefix, qrPicturePath]

/** Where a request goes, and the name under which it is counted: the path, or of many alike what they have in common. */
export type Route = { readonly endpoint: Endpoint; readonly name: string }

const exact: ReadonlyMap<string, Route> = new Map([...routes].map(([name, endpoint]) => [name, { endpoint, name }]))

/** The route of a path. */
export function routeOf(path: string): Route {
  const known = exact.get(path)
  if (known) return known
  if (path.startsWith(avatarPrefix)) return { endpoint: avatar, name: avatarPrefix }
  if (path.startsWith(qrPicturePath)) return { endpoint: qrPictureEndpoint, name: qrPicturePath }
  return { endpoint: isApiPath(path) ? unknownApiPath : notFound, name: 'other' }
}

/** Whether a path holds its requests until something happens: such a one is no work under way. */
export const isHeld = (path: string): boolean => path === qrPollPath
