import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '@miaohui/testing/product'
import { chromium, type Browser as Chromium, type BrowserContext, type Page } from 'playwright-core'

const OF_THE_MACHINE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const DESKTOP = { width: 1440, height: 900 }
/** How long a person waits before something counts as broken. */
const PATIENCE_MS = 15_000

type Program = { executablePath: string; args: string[]; env: Record<string, string> }

/** A real browser, and what went wrong in the console's pages without being seen. */
export class Browser {
  readonly faults: string[] = []

  private constructor(
    private readonly chromium: Chromium,
    private readonly host: string,
  ) {}

  /** `MIAOHUI_CHROMIUM`, else the machine's own, else the one that an npm package carries. */
  static async open(consoleUrl: string): Promise<Browser> {
    const { executablePath, args, env } = await findChromium()
    const launched = await chromium.launch({ executablePath, args, env: { ...(process.env as Record<string, string>), ...env } })
    return new Browser(launched, new URL(consoleUrl).host)
  }

  /** Somebody who comes to the console, with a profile of their own: nobody is signed in. */
  async newPerson(locale = 'zh-CN'): Promise<Page> {
    const page = await this.newPage(locale)
    this.watch(page.context())
    return page
  }

  /** A page of another program than the console. */
  async newPage(locale = 'zh-CN'): Promise<Page> {
    const context = await this.chromium.newContext({
      viewport: DESKTOP,
      locale,
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(PATIENCE_MS)
    return context.newPage()
  }

  async close(): Promise<void> {
    await this.chromium.close()
  }

  /** What no page of the console may do, whatever it shows: fail by itself, ask strangers, or meet a failing server. */
  private watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.faults.push(`page error: ${error.error().message}`))
    context.on('console', (message) => {
      // A refusal is an answer; Chromium writes each into the console as well.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.faults.push(`console: ${message.text()}`)
    })
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url())
      if (/^(https?|wss?):$/.test(protocol) && host !== this.host) this.faults.push(`request to a stranger: ${request.url()}`)
    })
    context.on('response', (response) => {
      if (response.status() >= 500) this.faults.push(`${response.status()} ${response.request().method()} ${response.url()}`)
    })
  }
}

/** Pictures for the documentation: kept with `UPDATE_SCREENSHOTS=1`, else beside the test's throw-away files. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['UPDATE_SCREENSHOTS'] === '1' ? join(ROOT, 'docs/images') : join(tmpdir(), 'miaohui-screenshots')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

async function findChromium(): Promise<Program> {
  const given = process.env['MIAOHUI_CHROMIUM'] ?? OF_THE_MACHINE.find((path) => existsSync(path))
  const args = ['--font-render-hinting=none', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  return given === undefined ? unpackChromium() : { executablePath: given, args, env: {} }
}

/** Meant for serverless functions; here they would let all people of a test share one cookie jar and lift the browser's own protection. */
const NOT_FOR_TESTS = /^--(single-process|no-zygote|in-process-gpu|disable-web-security|allow-running-insecure-content|headless)/

/** The package is an ES module and sets the library path of its own process: it is asked in one of its own. */
async function unpackChromium(): Promise<Program> {
  const folder = join(tmpdir(), `miaohui-chromium-${process.getuid?.() ?? 'user'}`)
  mkdirSync(folder, { recursive: true })
  const ask = `import('@sparticuz/chromium').then(async ({ default: own }) => console.log(JSON.stringify({
    executablePath: await own.executablePath(), args: own.args, env: { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH } })))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', ask], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  })
  const program = JSON.parse(stdout) as Program
  return { ...program, args: program.args.filter((arg) => !NOT_FOR_TESTS.test(arg)) }
}
