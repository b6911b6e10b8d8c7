import { BOSS } from '@miaohui/testing/opening'

export { BOSS }

/** Who and what a performance of the story is about: each on the same data folder has its own. */
export type Cast = {
  member: { name: string; email: string; password: string }
  rootDepartment: string
  department: string
  sop: string
  greeting: string
  tag: string
  broadcast: string
  customer: string
  /** Adds the account, and blocks it later. */
  blocker: string
}

const MEMBERS = [
  { name: '王芳', email: 'wangfang@example.com' },
  { name: '陈静', email: 'chenjing@example.com' },
]

export function castOf(performance: number): Cast {
  const nth = (names: readonly string[]): string => names[performance]!
  return {
    member: { ...MEMBERS[performance]!, password: 'Banban&2026-hello' },
    rootDepartment: nth(['教学中心', '运营中心']),
    department: nth(['一区', '二区']),
    sop: nth(['九月新生欢迎', '十月新生欢迎']),
    greeting: nth(['{{昵称}}您好，我是您的班主任，课程资料马上发您', '{{昵称}}您好，欢迎加入十月班']),
    tag: nth(['直播课学员', '体验课学员']),
    broadcast: nth(['开课提醒', '续报提醒']),
    customer: nth(['周若岚', '许明哲']),
    blocker: nth(['吴敏怡', '郑佩琪']),
  }
}
