/** The page on which a link is taken apart. */
export const doctorPath = '/_weauth/doctor'

/** What a doctor elsewhere asks: the apps, without their secrets, and the behaviours. */
export const appsPath = '/_weauth/apps'

/** Longest address in characters that every server takes. */
const longestAddress = 8000

/** The page with a link filled in; empty when the link is too long to stand in an address. */
export function doctorUrl(link: string): string {
  const url = `${doctorPath}?text=${encodeURIComponent(link)}`
  return url.length > longestAddress ? doctorPath : url
}
