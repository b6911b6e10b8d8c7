import { failedRules } from './password-policy'

const owner = { email: 'wang.fang@example.com' }
const failed = (password: string) => failedRules(password, owner)

describe('a new password', () => {
  it.each(['Sonnen-Blume-42', 'xK9#mQ2$vL', 'Tr0ub4dor&Horse', '鱼香肉丝配米饭Aa1', 'Kirsche7!Balkon', '83#91!Qq&402'])(
    'may be %s',
    (password) => {
      expect(failed(password)).toEqual([])
    },
  )

  it.each([
    ['Ab1!', ['LENGTH']],
    ['xk9#mq2$vl', ['UPPER']],
    ['XK9#MQ2$VL', ['LOWER']],
    ['xKq#mQv$vL', ['DIGIT']],
    ['xK9 mQ2 vL7', ['SPECIAL']],
    ['', ['LENGTH', 'UPPER', 'LOWER', 'DIGIT', 'SPECIAL']],
  ])('"%s" fails %j', (password, rules) => expect(failed(password)).toEqual(rules))

  it.each([
    'Password123!',
    'P@ssw0rd2026!',
    'Qwertyuiop1!',
    'Welcome#2026',
    'Admin@123456',
    'Woaini#1314520',
    'Aaaaaaaa1!',
    'iLoveYou_2026',
    'Abc_12345!!',
  ])('is not one that everybody tries: %s', (password) => expect(failed(password)).toEqual(['COMMON']))

  it.each(['Miaohui-2026x', 'my秒回Pass-77', 'Wang.Fang#2026'])(
    'contains neither the product nor the name in the e-mail: %s',
    (password) => {
      expect(failed(password)).toEqual(['COMMON'])
    },
  )

  it('may contain a short e-mail name by chance', () => {
    expect(failedRules('Kirsche7!Balkon', { email: 'bal@example.com' })).toEqual([])
  })
})
