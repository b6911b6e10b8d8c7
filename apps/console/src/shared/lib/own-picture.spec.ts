import { ownPicture } from './own-picture'

describe('pictures', () => {
  it.each([
    ['/api/v1/materials/1/content?e=1&s=x', true],
    ['https://console.example.com/face.png', true],
    ['https://wework.qpic.cn/face.png', false],
    ['http://console.example.com/face.png', false],
    ['data:image/png;base64,AA', false],
    ['http://', false],
    ['', false],
    [null, false],
  ])('of %s are asked for: %s', (url, asked) => {
    expect(ownPicture(url, 'https://console.example.com')).toBe(asked ? url : null)
  })
})
