const pad = (n: number, width: number): string => String(n).padStart(width, '0')

/** Ids look like WeCom's. They are strings: room ids do not fit into a JavaScript number. */
export const selfId = (ordinal: number): string => `168885${pad(ordinal, 4)}${pad(0, 6)}`
export const coworkerId = (ordinal: number, n: number): string => `168885${pad(ordinal, 4)}${pad(n + 1, 6)}`
export const customerId = (ordinal: number, n: number): string => `788130${pad(ordinal, 4)}${pad(n, 6)}`
/** Somebody in a room who is not a friend of the account. */
export const strangerId = (ordinal: number, n: number): string => `788131${pad(ordinal, 4)}${pad(n, 6)}`
export const roomId = (ordinal: number, n: number): string => `R:1069605${pad(ordinal, 4)}${pad(n, 6)}`
export const tagId = (ordinal: number, n: number): string => `stSIM${pad(ordinal, 4)}${pad(n, 4)}`
export const tagGroupId = (ordinal: number, n: number): string => `sgSIM${pad(ordinal, 4)}${pad(n, 4)}`

/** 企业微信团队: who sends the cards about security. */
export const WECOM_TEAM_ID = '10001'

export function isRoomId(id: string): boolean {
  return id.startsWith('R:')
}

/** The account ordinal inside a customer's, stranger's or coworker's id. */
export function ordinalOf(id: string): number | undefined {
  const match = /^(?:788130|788131|168885)(\d{4})\d{6}$/.exec(id)
  return match ? Number(match[1]) : undefined
}
