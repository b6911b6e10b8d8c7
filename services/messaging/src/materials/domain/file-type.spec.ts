import { isImage, typeOfBytes } from './file-type'

const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('the type of a file', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n....', 'image/png', true],
    ['\xff\xd8\xff\xe0....', 'image/jpeg', true],
    ['GIF89a....', 'image/gif', true],
    ['RIFF....WEBPVP8 ', 'image/webp', true],
    ['RIFF....WAVEfmt ', 'application/octet-stream', false],
    ['%PDF-1.7', 'application/pdf', false],
    ['<svg onload="alert(1)">', 'application/octet-stream', false],
    ['', 'application/octet-stream', false],
  ])('of %j is %s', (text, type, image) => {
    expect(typeOfBytes(bytes(text))).toBe(type)
    expect(isImage(type)).toBe(image)
  })
})
