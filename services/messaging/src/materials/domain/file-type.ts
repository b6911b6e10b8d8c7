import { IMAGE_TYPES } from '@miaohui/contracts/messaging/material'

const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0))

/** First bytes of the types that WeCom shows; a number at an offset other than 0 where the format has one. */
const SIGNATURES: { type: string; parts: { at: number; bytes: number[] }[] }[] = [
  { type: 'image/png', parts: [{ at: 0, bytes: [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a] }] },
  { type: 'image/jpeg', parts: [{ at: 0, bytes: [0xff, 0xd8, 0xff] }] },
  { type: 'image/gif', parts: [{ at: 0, bytes: ascii('GIF87a') }] },
  { type: 'image/gif', parts: [{ at: 0, bytes: ascii('GIF89a') }] },
  { type: 'image/webp', parts: [{ at: 0, bytes: ascii('RIFF') }, { at: 8, bytes: ascii('WEBP') }] }, // prettier-ignore
  { type: 'application/pdf', parts: [{ at: 0, bytes: ascii('%PDF-') }] },
  { type: 'application/zip', parts: [{ at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] }] },
  { type: 'video/mp4', parts: [{ at: 4, bytes: ascii('ftyp') }] },
]

/** The type that a file really has, by its first bytes; its name is not asked. */
export function typeOfBytes(content: Uint8Array): string {
  const found = SIGNATURES.find(({ parts }) => parts.every(({ at, bytes }) => bytes.every((byte, i) => content[at + i] === byte)))
  return found?.type ?? 'application/octet-stream'
}

export const isImage = (type: string): boolean => (IMAGE_TYPES as readonly string[]).includes(type)
