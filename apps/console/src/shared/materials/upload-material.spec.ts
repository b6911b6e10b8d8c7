import { MAX_PICTURE_BYTES, pictureFault } from './upload-material'

describe('a picture before its upload', () => {
  it('may be of the four types and up to five megabytes', () => {
    expect(pictureFault({ type: 'image/png', size: MAX_PICTURE_BYTES })).toBeNull()
  })

  it('is refused by type first, then by size', () => {
    expect(pictureFault({ type: 'image/svg+xml', size: 10 })).toBe('MATERIAL_TYPE')
    expect(pictureFault({ type: 'image/jpeg', size: MAX_PICTURE_BYTES + 1 })).toBe('MATERIAL_TOO_LARGE')
  })
})
