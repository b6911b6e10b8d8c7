import { inflateSync } from 'node:zlib'
import { gradientPng } from './png'

describe('a generated picture', () => {
  it('is a PNG of the wanted size that begins and ends in its two colours', () => {
    const png = gradientPng(40, 30, '#0a141e', '#ffc896')
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([40, 30])
    const length = png.readUInt32BE(33)
    expect(png.subarray(37, 41).toString()).toBe('IDAT')
    const pixels = inflateSync(png.subarray(41, 41 + length))
    expect(pixels).toHaveLength(30 * (1 + 40 * 3))
    expect([...pixels.subarray(1, 4)]).toEqual([10, 20, 30])
    for (const [i, value] of [255, 200, 150].entries())
      expect(Math.abs((pixels[pixels.length - 3 + i] ?? 0) - value)).toBeLessThan(10)
  })
})
