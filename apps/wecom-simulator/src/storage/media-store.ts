import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { access, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FileBoxType, type FileBox } from '@miaohui/puppet-protocol/payloads'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { MessageKind, StoredMedia } from './records'

/** WeCom's limit for a file is 100 MB; what the product sends in a chat stays far below. */
const MAX_BYTES = 20 << 20
const FETCH_MS = 20_000
/** A mass-send names one link thousands of times; WeCom, too, would fetch it once. */
const SAME_LINK_MS = 60_000

const MIME_BY_EXTENSION: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  silk: 'audio/silk',
  sil: 'audio/silk',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  pdf: 'application/pdf',
}

/** The files of the simulated world, stored under the hash of their content. */
export class MediaStore {
  private readonly byLink = new Map<string, { media: Promise<StoredMedia>; at: number }>()

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true })
  }

  /** @throws ProviderError MEDIA_FETCH_FAILED, MEDIA_TOO_LARGE, UNSUPPORTED, INVALID_REQUEST */
  async take(fileBoxJson: string): Promise<StoredMedia> {
    const box = parseFileBox(fileBoxJson)
    if (box.type === FileBoxType.Base64 && box.base64 !== undefined) return this.save(box.name, Buffer.from(box.base64, 'base64'))
    if (box.type === FileBoxType.Url && box.url !== undefined) return this.takeFromLink(box.name, box.url, box.headers ?? {})
    throw new ProviderError('UNSUPPORTED', `file box of type ${box.type}`)
  }

  async save(name: string, bytes: Uint8Array): Promise<StoredMedia> {
    if (bytes.length > MAX_BYTES) throw new ProviderError('MEDIA_TOO_LARGE', `${bytes.length} bytes`)
    const id = createHash('sha256').update(bytes).digest('hex').slice(0, 40)
    const path = join(this.folder, id)
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (!there) {
      const unfinished = `${path}.${process.hrtime.bigint()}`
      await writeFile(unfinished, bytes)
      await rename(unfinished, path)
    }
    return { id, name, mime: mimeOf(name), size: bytes.length }
  }

  read(id: string): Promise<Buffer> {
    return readFile(join(this.folder, id.replace(/[^0-9a-f]/g, '')))
  }

  async clear(): Promise<void> {
    this.byLink.clear()
    await rm(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder, { recursive: true })
  }

  private takeFromLink(name: string, url: string, headers: Record<string, string>): Promise<StoredMedia> {
    const key = JSON.stringify([name, url])
    const known = this.byLink.get(key)
    if (known && Date.now() - known.at < SAME_LINK_MS) return known.media
    for (const [link, { at }] of this.byLink) if (Date.now() - at >= SAME_LINK_MS) this.byLink.delete(link)
    const media = download(url, headers).then((bytes) => this.save(name, bytes))
    this.byLink.set(key, { media, at: Date.now() })
    media.catch(() => this.byLink.delete(key))
    return media
  }
}

export function kindOfFile(media: StoredMedia): MessageKind {
  const family = media.mime.split('/')[0]
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file'
}

function mimeOf(name: string): string {
  return MIME_BY_EXTENSION[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}

function parseFileBox(json: string): FileBox {
  try {
    const box = JSON.parse(json) as Partial<FileBox> | null
    const type = box?.type ?? box?.boxType
    if (box && typeof type === 'number' && typeof box.name === 'string') return { ...box, type, name: box.name }
  } catch {
    // Answered below together with JSON that is no file box.
  }
  throw new ProviderError('INVALID_REQUEST', 'file_box is not a file box')
}

async function download(url: string, headers: Record<string, string>): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(FETCH_MS) })
    if (!response.ok || !response.body) throw new ProviderError('MEDIA_FETCH_FAILED', `status ${response.status}`)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > MAX_BYTES) throw new ProviderError('MEDIA_TOO_LARGE', `more than ${MAX_BYTES} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    if (error instanceof ProviderError) throw error
    throw new ProviderError('MEDIA_FETCH_FAILED', error instanceof Error ? error.name : '')
  }
}
