import { markdownTable, textTable, type Row } from './table'

const rows: Row[] = [
  { name: 'reply', ours: '12 ms', raw: '3 ms', ratio: '4.0', target: '< 1 s', met: true },
  { name: 'request', ours: '900 µs', raw: '600 µs', ratio: '1.50', target: '≤ 1.15', met: false },
  { name: 'memory', ours: '300 MiB', raw: '', ratio: '', target: '' },
]

describe('the table of a run', () => {
  it('lines up its columns and says which target was missed', () => {
    const [head = '', reply = '', request = '', memory = ''] = textTable(rows).split('\n')
    expect(reply.indexOf('12 ms')).toBe(head.indexOf('ours'))
    expect(request.indexOf('900 µs')).toBe(head.indexOf('ours'))
    expect(request.endsWith('MISSED')).toBe(true)
    expect(reply.endsWith('met')).toBe(true)
    expect(memory.endsWith('300 MiB')).toBe(true)
  })

  it('is a table of Markdown, too', () => {
    expect(markdownTable(rows).split('\n')).toEqual([
      '| what | ours | raw limit | ratio | target |  |',
      '| --- | --- | --- | --- | --- | --- |',
      '| reply | 12 ms | 3 ms | 4.0 | < 1 s | met |',
      '| request | 900 µs | 600 µs | 1.50 | ≤ 1.15 | MISSED |',
      '| memory | 300 MiB |  |  |  |  |',
    ])
  })
})
