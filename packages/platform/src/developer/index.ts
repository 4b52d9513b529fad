/**
 * What WeChat has not: the developer's pages under `/_weauth/`, and the picker that asks which user a browser is. In production there are
 * none of them. It must not know how a login goes on once the user is known.
 */
export { apps, home, notFound, traces, tracesPath } from './developer-pages.ts'
export { doctor } from './doctor.ts'
export { settings, settingsPath } from './settings.ts'
export {
  phonePicker,
  phonePickerPath,
  sendAuthPath,
  showPhonePicker,
  showPicker,
  userPicker,
  userPickerPath,
} from './user-picker.ts'
