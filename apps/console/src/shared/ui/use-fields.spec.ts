import { useFields } from './use-fields'

const form = () =>
  useFields(
    { email: '', agreed: false },
    { email: (email) => (email.includes('@') ? null : 'wrong'), agreed: (yes) => (yes ? null : 'agree') },
  )

describe('live form rules', () => {
  it('says nothing of a field that nobody has touched', () => {
    const { errorOf, leave } = form()
    leave('email')
    expect(errorOf('email', {})).toBe('')
  })

  it('complains once a filled field was left, and stops as soon as it is right', () => {
    const { values, errorOf, leave } = form()
    values.email = 'lin'
    expect(errorOf('email', {})).toBe('')
    leave('email')
    expect(errorOf('email', {})).toBe('wrong')
    values.email = 'lin@example.com'
    expect(errorOf('email', {})).toBe('')
  })

  it('shows every fault on submit and only then lets the form go', async () => {
    const { values, errorOf, check } = form()
    expect(await check(null)).toBe(false)
    expect([errorOf('email', {}), errorOf('agreed', {})]).toEqual(['wrong', 'agree'])
    Object.assign(values, { email: 'lin@example.com', agreed: true })
    expect(await check(null)).toBe(true)
  })

  it('shows what the server says of a field that looks right here', () => {
    const { values, errorOf } = form()
    values.email = 'lin@example.com'
    expect(errorOf('email', { email: 'taken' })).toBe('taken')
  })
})
