import { randomHex } from '@miaohui/contracts/kernel/ids'

/** W3C trace context: `00-<trace>-<span>-01`. */
export const newTrace = (): string => `00-${randomHex(16)}-${randomHex(8)}-01`

/** The same trace with a span of its own. */
export const childTrace = (parent: string): string => `${parent.slice(0, 36)}${randomHex(8)}-01`

export const isTrace = (text: string | undefined): text is string =>
  text !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(text)
