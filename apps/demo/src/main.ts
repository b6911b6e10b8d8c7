import { MailBox } from '@miaohui/testing/mail-box'
import { SimulatorDriver } from '@miaohui/testing/simulator-driver'
import { hostAccounts, leaveUnfinished } from './accounts'
import { answerNewCustomers } from './answering'
import { sendFinished, sendOngoing } from './broadcasts'
import { talk } from './chats'
import { countCustomers, newCustomers, tagCustomers } from './customers'
import type { Demo } from './demo'
import { uploadMaterials } from './materials'
import { organise, setUp } from './organisation'
import { RecordFile, type SignIn } from './record'
import { ENTERPRISE } from './story'

const NEWCOMERS = 25

/** Fills a fresh installation with an enterprise at work, through its public interface and the simulator's. A second run changes nothing. */
async function main(): Promise<void> {
  const url = required('MIAOHUI_DEMO_URL')
  const record = new RecordFile(required('MIAOHUI_DEMO_DATA'))
  const setupUrl = process.env['MIAOHUI_DEMO_SETUP_URL'] ?? ''
  const known = record.read()
  if (known?.finished) return invite('The demo enterprise is already here.', url, known.signIns)
  if (setupUrl === '') {
    const why = known ? 'an earlier demo was interrupted' : 'it is set up already, and the demo needs it fresh'
    console.log(`\nNo demo data: ${why}. For a demo of its own: MIAOHUI_DATA=<new folder> npm run demo\n`)
    return
  }
  const startedAt = performance.now()
  const say = (text: string): void =>
    console.log(`demo  ${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`)
  const demo: Demo = {
    url,
    simulator: new SimulatorDriver(required('MIAOHUI_DEMO_SIMULATOR_URL')),
    mails: new MailBox(required('MIAOHUI_DEMO_MAIL_URL')),
    boss: await setUp(url, setupUrl),
    say,
  }
  record.write({ finished: false, signIns: [] })
  const signIns = await fill(demo)
  record.write({ finished: true, signIns })
  say('ready')
  invite(`${ENTERPRISE} is at work.`, url, signIns)
}

async function fill(demo: Demo): Promise<SignIn[]> {
  const { say } = demo
  const { teams, signIns } = await organise(demo)
  say(`${teams.length} teams, ${signIns.length - 1} members and their super administrator`)
  const offline = await hostAccounts(demo, teams)
  const customers = await Promise.all(teams.map(countCustomers))
  say(`6 accounts online, ${customers.reduce((sum, count) => sum + count, 0)} customers synchronised`)
  for (const team of teams) {
    await tagCustomers(team)
    await uploadMaterials(team)
    await answerNewCustomers(team)
  }
  say('tags, pictures, answer SOPs')
  await Promise.all(teams.map(sendFinished))
  say('a mass-send of each team has finished')
  const before = Date.now()
  await Promise.all(teams.map((team) => newCustomers(demo, team, NEWCOMERS)))
  say(`${NEWCOMERS} new customers for each account, answered by SOP`)
  await Promise.all(teams.map((team) => talk(demo, team, before)))
  say('chats in both directions')
  await sendOngoing(teams)
  await leaveUnfinished(demo, teams, offline)
  say(
    'a mass-send runs, one is paused, one waits for tomorrow; one account shows its QR code, one asks for a code, one is offline',
  )
  return signIns
}

function invite(what: string, url: string, signIns: readonly SignIn[]): void {
  const shown = signIns.filter((_, i) => i === 0 || i === 1 || i === 5)
  const width = (key: 'email' | 'password'): number => Math.max(...shown.map((each) => each[key].length))
  console.log(`\n${what} Sign in at ${url}\n`)
  for (const { email, password, name, what: role } of shown)
    console.log(`  ${email.padEnd(width('email'))}  ${password.padEnd(width('password'))}  ${name}（${role}）`)
  console.log('\n  All the others are in demo.json in the data folder.\n')
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: the demo is started by \`npm run demo\``)
  return value
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
