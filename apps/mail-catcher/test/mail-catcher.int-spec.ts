import { once } from 'node:events'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { startMailCatcher } from '../src/mail-catcher'
import type { Mail } from '../src/mail'
import { Mailbox } from '../src/mailbox'

type Running = Awaited<ReturnType<typeof startMailCatcher>>

let folder: string
let running: Running

const start = () => startMailCatcher({ host: '127.0.0.1', smtpPort: 0, httpPort: 0, dataFolder: folder })

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mail-'))
  running = await start()
})

afterEach(async () => {
  await running.stop()
  await rm(folder, { recursive: true })
})

const url = (route: string) => `http://127.0.0.1:${running.httpPort}${route}`
const mails = async (query = ''): Promise<Mail[]> =>
  ((await (await fetch(url(`/api/mails${query}`))).json()) as { mails: Mail[] }).mails

async function send(to: string, subject: string, html = '<p>hello</p>') {
  const transport = createTransport(`smtp://127.0.0.1:${running.smtpPort}`)
  try {
    return await transport.sendMail({ from: '"秒回" <no-reply@miaohui.localhost>', to, subject, html, text: 'hello' })
  } finally {
    transport.close()
  }
}

it('shows a mail that was sent over SMTP, newest first, and finds it by recipient', async () => {
  await send('li@example.com', '邀请', '<a href="http://localhost:8080/invite#t1">加入</a>')
  await send('Wang@Example.com', 'second')
  expect((await mails()).map(({ subject }) => subject)).toEqual(['second', '邀请'])
  expect(await mails('?to=wang@example.com')).toHaveLength(1)
  expect((await mails('?to=li@example.com'))[0]).toMatchObject({
    from: '秒回 <no-reply@miaohui.localhost>',
    links: ['http://localhost:8080/invite#t1'],
  })
})

it('refuses mails when told to, and takes them again afterwards', async () => {
  await fetch(url('/api/behaviour'), { method: 'PUT', body: '{"reject":true}' })
  await expect(send('li@example.com', 'refused')).rejects.toMatchObject({ responseCode: 550 })
  await fetch(url('/api/behaviour'), { method: 'PUT', body: '{"reject":false}' })
  await send('li@example.com', 'taken')
  expect((await mails()).map(({ subject }) => subject)).toEqual(['taken'])
})

it('answers a wrong knob with a code and changes nothing', async () => {
  for (const body of ['{"reject":"yes"}', '[]', 'null', '{']) {
    const answer = await fetch(url('/api/behaviour'), { method: 'PUT', body })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'BODY_INVALID'])
  }
  expect(await (await fetch(url('/api/behaviour'))).json()).toEqual({ reject: false })
})

it('still has the mails after a restart, also behind a line that a kill has torn', async () => {
  await send('li@example.com', 'before')
  await running.stop()
  await appendFile(path.join(folder, 'mails.jsonl'), '{"id":"torn')
  running = await start()
  await send('li@example.com', 'after')
  await running.stop()
  running = await start()
  expect((await mails()).map(({ subject }) => subject)).toEqual(['after', 'before'])
})

it('forgets the mails of one recipient or all of them', async () => {
  await send('li@example.com', 'one')
  await send('wang@example.com', 'two')
  await fetch(url('/api/mails?to=li@example.com'), { method: 'DELETE' })
  expect((await mails()).map(({ subject }) => subject)).toEqual(['two'])
  await fetch(url('/api/mails'), { method: 'DELETE' })
  expect(await mails()).toEqual([])
})

it('keeps the newest mails only, in memory and on disk', async () => {
  const kept = await mkdtemp(path.join(folder, 'small-'))
  const mailbox = await Mailbox.open(kept, 2)
  const mail = (await send('li@example.com', 'any')) && (await mails())[0]!
  for (let number = 1; number <= 7; number++) await mailbox.add({ ...mail, subject: String(number) })
  expect(mailbox.list().map(({ subject }) => subject)).toEqual(['7', '6'])
  expect((await Mailbox.open(kept, 2)).list().map(({ subject }) => subject)).toEqual(['7', '6'])
})

it('shows the HTML of a mail where it can neither run scripts nor load anything', async () => {
  await send('li@example.com', 'evil', '<script>parent.steal()</script><img src="http://tracker.example/x.png"><b>text</b>')
  const [mail] = await mails()
  const answer = await fetch(url(`/mails/${mail!.id}/body`))
  const policy = answer.headers.get('content-security-policy')!
  expect(policy).toMatch(/^sandbox /)
  expect(policy).not.toMatch(/allow-scripts|allow-same-origin/)
  expect(policy).toContain("default-src 'none'")
  expect(await answer.text()).toContain('<b>text</b>')
})

it('serves its page in full, and nothing that is not there', async () => {
  const page = await (await fetch(url('/'))).text()
  for (const [, file] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) expect((await fetch(url(file!))).status).toBe(200)
  expect((await fetch(url('/../package.json'))).status).toBe(404)
  expect((await fetch(url('/mails/nothing/body'))).status).toBe(404)
})

it('does not answer a browser that was led here under a foreign name', async () => {
  const request = http.get(url('/api/mails'), { headers: { host: 'rebound.example' } })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.resume()
  expect(response.statusCode).toBe(421)
})

it('tells an open page about a new mail', async () => {
  const request = http.get(url('/api/changes'))
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  await once(response, 'data')
  const told = once(response, 'data')
  await send('li@example.com', 'news')
  expect(String((await told)[0])).toBe('data: changed\n\n')
  request.destroy()
})
