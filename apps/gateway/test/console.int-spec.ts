import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, brotliCompressSync } from 'node:zlib'
import { startTestGateway, type TestGateway } from './gateway-harness'

const SCRIPT = 'console.log("秒回")'

describe('the console', () => {
  let gateway: TestGateway
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mh-console-'))
    const root = join(folder, 'dist')
    await mkdir(join(root, 'assets'), { recursive: true })
    await writeFile(join(folder, 'secret.txt'), 'secret')
    await writeFile(join(root, 'index.html'), '<!doctype html><title>秒回</title>')
    await writeFile(join(root, 'favicon.svg'), '<svg/>')
    await writeFile(join(root, '.env'), 'secret')
    await writeFile(join(root, 'assets/app-1a2b.js'), SCRIPT)
    await writeFile(join(root, 'assets/app-1a2b.js.br'), brotliCompressSync(SCRIPT))
    await writeFile(join(root, 'assets/app-1a2b.js.gz'), gzipSync(SCRIPT))
    gateway = await startTestGateway({ consoleRoot: root })
  })
  afterAll(async () => {
    await gateway.close()
    await rm(folder, { recursive: true })
  })

  it('is the entry page at every address that is not a file', async () => {
    for (const path of ['/', '/login', '/e/123/admin/overview', '/setup?x=1']) {
      const page = await gateway.get(path)
      expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
      expect(page.text).toContain('秒回')
    }
  })

  it('may only run its own scripts', async () => {
    const policy = (await gateway.get('/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("connect-src 'self' ws://localhost:8080")
  })

  it('keeps hashed files for good and sends them compressed', async () => {
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const file = await gateway.get('/assets/app-1a2b.js', undefined, { 'accept-encoding': accepted })
      expect([file.text, file.headers.get('content-encoding')]).toEqual([SCRIPT, encoding])
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(file.headers.get('vary')).toBe('accept-encoding')
    }
  })

  it('is not sent twice to who has it', async () => {
    const first = await gateway.get('/favicon.svg')
    const again = await gateway.get('/favicon.svg', undefined, { 'if-none-match': first.headers.get('etag') ?? '' })
    expect([first.status, again.status, again.text]).toEqual([200, 304, ''])
  })

  it('does not pretend that a missing script or interface is a page', async () => {
    for (const path of ['/assets/gone.js', '/api', '/api/nothing', '/api/v1/nothing']) {
      const answer = await gateway.get(path)
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'NOT_FOUND'])
    }
  })

  it('never leaves its folder', async () => {
    for (const path of ['/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/.env', '/%00', '/%E0%A4%A']) {
      expect((await gateway.get(path)).text).not.toContain('secret')
    }
  })

  it('says so when it was not built', async () => {
    const bare = await startTestGateway({ consoleRoot: join(folder, 'nowhere') })
    try {
      const answer = await bare.get('/')
      expect([answer.status, answer.body.code]).toEqual([503, 'CONSOLE_MISSING'])
    } finally {
      await bare.close()
    }
  })
})
