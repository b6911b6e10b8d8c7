import { randomInt } from 'node:crypto'
import { Person } from '@miaohui/testing/person'
import type { Demo, DemoTeam } from './demo'
import type { SignIn } from './record'
import { BOSS, DEPARTMENTS, DOMAIN, ENTERPRISE, TEAMS, type Member, type TeamPlan } from './story'

const address = ({ mailbox }: { mailbox: string }): string => `${mailbox}@${DOMAIN}`
const LETTERS = 'abcdefghijkmnpqrstuvwxyz'

/** Fulfils the rules for passwords: upper and lower case, a digit, a special character. */
export function newPassword(): string {
  const word = Array.from({ length: 7 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${word[0]!.toUpperCase()}${word.slice(1)}-${randomInt(1000, 10_000)}`
}

/** The first operator, the enterprise and its creator. */
export async function setUp(url: string, setupUrl: string): Promise<Person> {
  const boss = new Person(url, address(BOSS), newPassword())
  const { email, password } = boss
  const token = setupUrl.split('#')[1]
  return boss.take(
    await boss.ask('POST', '/api/v1/setup', { name: BOSS.name, email, password, token, enterpriseName: ENTERPRISE }),
  )
}

/** Departments, teams and members; every invitation is mailed, and accepted with its link. */
export async function organise(demo: Demo): Promise<{ teams: DemoTeam[]; signIns: SignIn[] }> {
  const departments = await makeDepartments(demo)
  const signIns: SignIn[] = [{ name: BOSS.name, email: demo.boss.email, password: demo.boss.password, what: '超级管理员' }]
  const teams: DemoTeam[] = []
  for (const plan of TEAMS) {
    const { id } = await demo.boss.ask<{ id: string }>('POST', demo.boss.at('/teams'), { name: plan.name })
    const people = await Promise.all(plan.members.map((member) => join(demo, member, id, departments.get(plan.department))))
    people.forEach((person, i) => signIns.push(signInOf(person, plan, i)))
    teams.push({ id, plan, lead: people[0]!, accounts: [], tagIds: [], materialIds: [] })
  }
  return { teams, signIns }
}

async function makeDepartments({ boss }: Demo): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const make = async (name: string, parentId: string | null): Promise<string> => {
    const { id } = await boss.ask<{ id: string }>('POST', boss.at('/departments'), { name, parentId })
    ids.set(name, id)
    return id
  }
  for (const { name, below } of DEPARTMENTS) {
    const parentId = await make(name, null)
    for (const child of below) await make(child, parentId)
  }
  return ids
}

async function join({ url, boss, mails }: Demo, member: Member, teamId: string, departmentId?: string): Promise<Person> {
  const person = new Person(url, address(member), newPassword())
  await boss.ask('POST', boss.at('/members'), { name: member.name, email: person.email, teamId, departmentId })
  const token = (await mails.invitationLink(person.email)).split('#')[1]
  await person.take(await person.ask('POST', '/api/v1/invitations/accept', { token, password: person.password }))
  person.teamId = teamId
  return person
}

const signInOf = ({ email, password }: Person, { members, name, leads }: TeamPlan, i: number): SignIn => ({
  name: members[i]!.name,
  email,
  password,
  what: `${name}，${leads}`,
})
