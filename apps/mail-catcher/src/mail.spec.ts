import { linksOf, readMail } from './mail'

const now = new Date('2026-01-02T03:04:05Z')
const lines = (...all: string[]) => Buffer.from(all.join('\r\n'))

describe('a mail', () => {
  it('is read with its Chinese subject, sender name and both bodies', async () => {
    const mail = await readMail(
      lines(
        'From: =?utf-8?B?56eS5Zue?= <no-reply@miaohui.localhost>',
        'To: li@example.com',
        'Subject: =?utf-8?B?6YKA6K+35L2g5Yqg5YWl?=',
        'MIME-Version: 1.0',
        'Content-Type: multipart/alternative; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        '你好',
        '--b',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p>你好</p>',
        '--b--',
        '',
      ),
      { from: 'bounce@miaohui.localhost', to: ['li@example.com', 'hidden@example.com'] },
      now,
    )
    expect(mail).toMatchObject({
      receivedAt: '2026-01-02T03:04:05.000Z',
      from: '秒回 <no-reply@miaohui.localhost>',
      subject: '邀请你加入',
      attachments: [],
    })
    expect(mail.text.trim()).toBe('你好')
    expect(mail.html.trim()).toBe('<p>你好</p>')
  })

  it('names the blind copies too: the envelope decides who gets it', async () => {
    const mail = await readMail(
      lines('To: a@example.com', '', 'x'),
      { from: '', to: ['a@example.com', 'blind@example.com'] },
      now,
    )
    expect(mail.to).toEqual(['a@example.com', 'blind@example.com'])
  })

  it('lists attachments by name, type and size', async () => {
    const mail = await readMail(
      lines('Content-Type: text/csv; name="members.csv"', 'Content-Disposition: attachment; filename="members.csv"', '', 'a,b'),
      { from: '', to: [] },
      now,
    )
    expect(mail.attachments).toEqual([{ filename: 'members.csv', mimeType: 'text/csv', size: expect.any(Number) }])
  })
})

describe('the links of a mail', () => {
  it('come from the HTML, decoded, each once', () => {
    const html = `<a href="http://localhost:8080/invite#t&amp;x=1">1</a> <a href='http://localhost:8080/invite#t&amp;x=1'>2</a> <a href="https://b.example">3</a>`
    expect(linksOf({ html, text: 'http://c.example' })).toEqual(['http://localhost:8080/invite#t&x=1', 'https://b.example'])
  })

  it('come from the text when there is no HTML', () => {
    expect(linksOf({ html: '', text: 'open http://localhost:8080/invite#abc please' })).toEqual([
      'http://localhost:8080/invite#abc',
    ])
  })

  it('never run a script when they are clicked', () => {
    expect(linksOf({ html: '<a href="javascript:alert(1)">x</a>', text: '' })).toEqual([])
  })
})
