import { mkdirSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * An append-only file of JSON lines. Everything appended while the disk is busy goes out in one write and one sync, so a thousand
 * appends per second cost a few dozen syncs. One `append` is one line: after a crash it is there as a whole or not at all.
 */
export class Journal {
  private buffer: string[] = []
  private batch: Promise<void> | undefined
  private writing: Promise<void> = Promise.resolve()
  private closed = false

  private constructor(
    private readonly file: FileHandle,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** Opens the file, hands every stored line to `restore` and cuts off a last line that a crash left unfinished. */
  static async open(path: string, restore: (entry: unknown) => void, onFailure: (error: Error) => void): Promise<Journal> {
    mkdirSync(dirname(path), { recursive: true })
    const file = await open(path, 'a+', 0o600)
    const { size } = await file.stat()
    const intact = await readLines(file, restore)
    if (intact < size) await file.truncate(intact)
    return new Journal(file, onFailure)
  }

  /** Resolves when the line is on the disk. */
  append(entry: unknown): Promise<void> {
    if (this.closed) return Promise.reject(new Error('journal is closed'))
    this.buffer.push(JSON.stringify(entry))
    this.batch ??= this.writing = this.writing.then(() => this.flush())
    return this.batch
  }

  /** Resolves when everything appended so far is on the disk. */
  durable(): Promise<void> {
    return this.batch ?? this.writing
  }

  async clear(): Promise<void> {
    await this.durable()
    await this.file.truncate(0)
  }

  async close(): Promise<void> {
    this.closed = true
    await this.durable()
    await this.file.close()
  }

  private async flush(): Promise<void> {
    const lines = this.buffer
    this.buffer = []
    this.batch = undefined
    try {
      await this.file.write(`${lines.join('\n')}\n`)
      await this.file.datasync()
    } catch (error) {
      // A send that cannot be recorded must never be answered: whoever waits for this batch fails, and so does the process.
      this.onFailure(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }
}

const CHUNK_BYTES = 1 << 20

/** @returns the number of bytes up to the end of the last complete line. */
async function readLines(file: FileHandle, restore: (entry: unknown) => void): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let rest: Buffer = Buffer.alloc(0)
  let intact = 0
  for (let offset = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, offset)
    if (bytesRead === 0) return intact
    offset += bytesRead
    const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
    let start = 0
    for (let end = data.indexOf(10, start); end >= 0; end = data.indexOf(10, start)) {
      restore(JSON.parse(data.toString('utf8', start, end)))
      intact += end + 1 - start
      start = end + 1
    }
    rest = data.subarray(start)
  }
}
