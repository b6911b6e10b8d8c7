import { chainHash, firstBrokenLine, GENESIS, type LedgerLine } from './seat-ledger'

type Chained = LedgerLine & { hash: Buffer }
const line = (n: number): LedgerLine => ({
  poolId: 'p',
  n,
  at: new Date(1_700_000_000_000 + n),
  kind: 'reserved',
  seatId: `s${n}`,
  enterpriseId: 'e',
  accountId: `a${n}`,
  usedAfter: n,
  capacityAfter: 5,
})
function chain(count: number): Chained[] {
  const lines: Chained[] = []
  for (let n = 1; n <= count; n++) lines.push({ ...line(n), hash: chainHash(lines.at(-1)?.hash ?? GENESIS, line(n)) })
  return lines
}

describe('the seat ledger', () => {
  it('holds as it was written', () => {
    expect(firstBrokenLine([])).toBeNull()
    expect(firstBrokenLine(chain(5))).toBeNull()
  })

  it('shows a line that was changed afterwards', () => {
    const lines = chain(5)
    lines[2] = { ...lines[2]!, usedAfter: 1 }
    expect(firstBrokenLine(lines)).toBe(3)
  })

  it('shows a line that was taken out', () => {
    const lines = chain(5)
    lines.splice(1, 1)
    expect(firstBrokenLine(lines)).toBe(3)
  })
})
