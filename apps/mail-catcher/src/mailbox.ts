import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Mail } from './mail'

/**
 * The last mails, newest first, kept in a file of one JSON line per mail. Emits `changed`.
 * A mail is in the file before `add` resolves: what SMTP has acknowledged survives a kill.
 */
export class Mailbox extends EventEmitter<{ changed: [] }> {
  private mails: Mail[] = []
  private linesInFile = 0
  private writing: Promise<void> = Promise.resolve()

  private constructor(
    private readonly file: string,
    private readonly limit: number,
  ) {
    super()
  }

  /** @param limit how many mails are kept */
  static async open(folder: string, limit = 500): Promise<Mailbox> {
    await mkdir(folder, { recursive: true })
    const mailbox = new Mailbox(path.join(folder, 'mails.jsonl'), limit)
    await mailbox.load()
    return mailbox
  }

  /** @param recipient only mails whose envelope names this address, whatever the case */
  list(recipient?: string): Mail[] {
    const wanted = recipient?.toLowerCase()
    return wanted === undefined
      ? this.mails
      : this.mails.filter((mail) => mail.to.some((address) => address.toLowerCase() === wanted))
  }

  find(id: string): Mail | undefined {
    return this.mails.find((mail) => mail.id === id)
  }

  async add(mail: Mail): Promise<void> {
    await this.inTurn(async () => {
      await appendFile(this.file, `${JSON.stringify(mail)}\n`, { mode: 0o600 })
      this.linesInFile += 1
      this.mails = [mail, ...this.mails].slice(0, this.limit)
      if (this.linesInFile > 2 * this.limit) await this.rewrite()
    })
    this.emit('changed')
  }

  async clear(recipient?: string): Promise<void> {
    await this.inTurn(async () => {
      const leaving = new Set(this.list(recipient))
      this.mails = this.mails.filter((mail) => !leaving.has(mail))
      await this.rewrite()
    })
    this.emit('changed')
  }

  private async load(): Promise<void> {
    if (!fs.existsSync(this.file)) return
    const lines = (await readFile(this.file, 'utf8')).split('\n').filter(Boolean)
    this.linesInFile = lines.length
    this.mails = lines.flatMap(parseLine).reverse().slice(0, this.limit)
    // A line torn by a kill would swallow the next mail that is appended behind it.
    await this.rewrite()
  }

  private async rewrite(): Promise<void> {
    const draft = `${this.file}.tmp`
    await writeFile(
      draft,
      [...this.mails].reverse().map((mail) => `${JSON.stringify(mail)}\n`),
      { mode: 0o600 },
    )
    await rename(draft, this.file)
    this.linesInFile = this.mails.length
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.writing.then(work)
    this.writing = result.catch(() => undefined)
    return result
  }
}

function parseLine(line: string): Mail[] {
  try {
    return [JSON.parse(line) as Mail]
  } catch {
    return []
  }
}
