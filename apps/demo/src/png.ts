import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const TRUECOLOUR = 2

type Colour = readonly [number, number, number]

/** A picture that goes from one colour (`#rrggbb`) to another, with lighter stripes like lines of text. */
export function gradientPng(width: number, height: number, from: string, to: string): Buffer {
  const [top, bottom] = [colourOf(from), colourOf(to)]
  const rows: Buffer[] = []
  for (let y = 0; y < height; y++) {
    // The first byte of a row names its filter: none.
    const row = Buffer.alloc(1 + width * 3)
    for (let x = 0; x < width; x++) {
      const share = (y / height + x / width) / 2
      const light = isText(x / width, y / height) ? 0.55 : 0
      for (const channel of [0, 1, 2] as const) {
        const plain = top[channel] + (bottom[channel] - top[channel]) * share
        row[1 + x * 3 + channel] = Math.round(plain + (255 - plain) * light)
      }
    }
    rows.push(row)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, TRUECOLOUR, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A title and six lines. */
function isText(x: number, y: number): boolean {
  if (x < 0.1 || x > 0.9) return false
  if (y > 0.12 && y < 0.2) return x < 0.6
  const line = (y - 0.3) / 0.09
  return line > 0 && line < 6 && line % 1 < 0.45
}

function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 0xff, value & 0xff]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
