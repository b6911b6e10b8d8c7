import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type SignIn = { name: string; email: string; password: string; what: string }
export type DemoRecord = { finished: boolean; signIns: SignIn[] }

/** What the demo wrote down in the data folder: that it is there, and how to sign in. */
export class RecordFile {
  private readonly path: string

  constructor(dataFolder: string) {
    this.path = join(dataFolder, 'demo.json')
  }

  read(): DemoRecord | undefined {
    return existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as DemoRecord) : undefined
  }

  write(record: DemoRecord): void {
    writeFileSync(this.path, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  }
}
