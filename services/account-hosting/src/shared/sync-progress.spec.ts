import { percentOf } from './sync-progress'

describe('progress of a synchronisation', () => {
  const part = (name: 'contacts' | 'rooms' | 'tags', done: number, total: number | null) => ({ part: name, done, total })

  it('is not near its end while nobody knows how many customers there are', () => {
    expect(percentOf([part('contacts', 0, null), part('rooms', 0, null), part('tags', 35, 35)])).toBe(5)
  })

  it('grows with every part and leaves the last step to the end of the run', () => {
    expect(percentOf([part('contacts', 500, 1000), part('rooms', 0, 80), part('tags', 35, 35)])).toBe(40)
    expect(percentOf([part('contacts', 1000, 1000), part('rooms', 80, 80), part('tags', 35, 35)])).toBe(99)
  })

  it('takes a part without records as done', () => {
    expect(percentOf([part('contacts', 0, 0), part('rooms', 0, 0), part('tags', 0, 0)])).toBe(99)
  })
})
