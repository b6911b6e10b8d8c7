/**
 * Pages load pictures from this server alone (content security policy), so that the console works without the internet and tells
 * nobody who is looked at. A picture that lies elsewhere is not asked for: null.
 */
export function ownPicture(url: string | null | undefined, origin: string = location.origin): string | null {
  if (!url) return null
  return URL.canParse(url, origin) && new URL(url, origin).origin === origin ? url : null
}
