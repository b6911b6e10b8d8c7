export type Row = {
  name: string
  ours: string
  /** The same without our product, measured in the same run. */
  raw: string
  /** Ours to raw; empty when a ratio says nothing. */
  ratio: string
  target: string
  /** Undefined: there is no target. */
  met?: boolean
}

const HEAD: Row = { name: 'what', ours: 'ours', raw: 'raw limit', ratio: 'ratio', target: 'target' }
const COLUMNS = ['name', 'ours', 'raw', 'ratio', 'target'] as const

const verdict = ({ met }: Row): string => (met === undefined ? '' : met ? 'met' : 'MISSED')

/** For a terminal: columns as wide as their widest cell. */
export function textTable(rows: readonly Row[]): string {
  const all = [HEAD, ...rows]
  const width = (column: (typeof COLUMNS)[number]): number => Math.max(...all.map((row) => row[column].length))
  const widths = COLUMNS.map(width)
  return all
    .map((row) => [...COLUMNS.map((column, i) => row[column].padEnd(widths[i] ?? 0)), verdict(row)].join('  ').trimEnd())
    .join('\n')
}

export function markdownTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const cells = (row: Row): string[] => COLUMNS.map((column) => row[column])
  return [
    line([...cells(HEAD), '']),
    line([...COLUMNS, ''].map(() => '---')),
    ...rows.map((row) => line([...cells(row), verdict(row)])),
  ].join('\n')
}
