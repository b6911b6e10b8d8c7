import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const sheet = readFileSync(join(__dirname, 'tokens.css'), 'utf8')

function tokens(theme: 'light' | 'dark'): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, selector, body] of sheet.matchAll(/^(:root|html\.dark) \{([\s\S]*?)^\}/gm)) {
    if (selector === 'html.dark' && theme === 'light') continue
    for (const [, name, value] of (body ?? '').matchAll(/--c-([\w-]+):\s*(#[0-9a-f]{6})/gi))
      if (name && value) found[name] = value
  }
  return found
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const SURFACES = ['surface', 'canvas', 'subtle', 'hover', 'selected']
const TEXT_PAIRS: [string, string][] = [
  ...['t1', 't2', 't3', 'brand-text'].flatMap((text) => SURFACES.map((surface): [string, string] => [text, surface])),
  ...['surface', 'canvas', 'subtle'].map((surface): [string, string] => ['ph', surface]),
  ...['info', 'ok', 'warn', 'bad', 'ai', 'magenta'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    [tone, 'surface'],
  ]),
  ['brand-text', 'brand-soft'],
  ['on-brand', 'brand'],
  ['ink-t1', 'ink'],
  ['ink-t2', 'ink'],
  ['ink-t1', 'ink-2'],
]
const LINE_PAIRS: [string, string][] = [
  ...['surface', 'canvas', 'subtle'].map((surface): [string, string] => ['border-strong', surface]),
  ...SURFACES.map((surface): [string, string] => ['brand', surface]),
]

describe.each(['light', 'dark'] as const)('the %s token sheet', (theme) => {
  const sheetTokens = tokens(theme)
  const ratio = (front: string, back: string) => contrast(sheetTokens[front] ?? '', sheetTokens[back] ?? '')

  it.each(TEXT_PAIRS)('lets people read %s on %s (WCAG 1.4.3)', (text, surface) => {
    expect(ratio(text, surface)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(LINE_PAIRS)('lets people see %s on %s (WCAG 1.4.11)', (line, surface) => {
    expect(ratio(line, surface)).toBeGreaterThanOrEqual(3)
  })
})
