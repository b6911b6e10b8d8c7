import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Injectable } from '@nestjs/common'
import { MessagingConfig } from '../messaging-config'

/** Files under their own hash: the same picture is stored once, and a file is never changed after it is there. */
@Injectable()
export class MaterialStore {
  private readonly root: string

  constructor(config: MessagingConfig) {
    this.root = join(config.dataFolder, 'materials')
  }

  /** @returns the hash; the file is on disk by then. */
  async put(content: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(content).digest('hex')
    const path = this.pathOf(sha256)
    if (await exists(path)) return sha256
    await mkdir(join(path, '..'), { recursive: true })
    const draft = `${path}.${newId()}`
    const file = await open(draft, 'wx', 0o640)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path).catch(async (error: unknown) => {
      await rm(draft, { force: true })
      throw error
    })
    return sha256
  }

  get(sha256: string): Promise<Buffer> {
    return readFile(this.pathOf(sha256))
  }

  private pathOf(sha256: string): string {
    return join(this.root, sha256.slice(0, 2), sha256)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
