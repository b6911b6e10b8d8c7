import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Journal } from './journal'

describe('the journal', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'))
    path = join(folder, 'deep', 'journal.jsonl')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const open = async () => {
    const entries: unknown[] = []
    const fail = (error: Error): never => {
      throw error
    }
    return { journal: await Journal.open(path, (entry) => entries.push(entry), fail), entries }
  }

  it('gives back everything in order, across a million bytes', async () => {
    const { journal } = await open()
    const text = '中文'.repeat(400)
    const writes = Array.from({ length: 1_000 }, (_, n) => journal.append({ n, text }))
    await Promise.all(writes)
    await journal.close()
    const again = await open()
    expect(again.entries).toHaveLength(1_000)
    expect(again.entries.at(-1)).toEqual({ n: 999, text })
    await again.journal.close()
  })

  it('cuts off a last line that a crash left unfinished and goes on after it', async () => {
    const first = await open()
    await first.journal.append({ n: 1 })
    await first.journal.close()
    await appendFile(path, '{"n":2,"half')
    const second = await open()
    expect(second.entries).toEqual([{ n: 1 }])
    await second.journal.append({ n: 3 })
    await second.journal.close()
    const third = await open()
    expect(third.entries).toEqual([{ n: 1 }, { n: 3 }])
    await third.journal.close()
  })

  it('has written what it calls durable', async () => {
    const { journal } = await open()
    void journal.append({ n: 1 })
    await journal.durable()
    expect((await stat(path)).size).toBeGreaterThan(0)
    await journal.close()
    await expect(journal.append({})).rejects.toThrow('closed')
  })
})
