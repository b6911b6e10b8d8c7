import { invitationMail } from './invitation-mail'

const facts = {
  name: '王芳',
  email: 'wang@example.com',
  enterpriseName: '青禾教育',
  teamName: '王芳的小组',
  permissionGroupName: '普通员工',
  inviterName: '李总',
}
const LINK = 'https://miaohui.example.com/invite#abc'

describe('the invitation mail', () => {
  it('says in both languages who invites whom to what, with the link, as text and as page', () => {
    const mail = invitationMail(facts, LINK, 72)
    for (const body of [mail.text, mail.html]) {
      for (const word of [...Object.values(facts).filter((v) => v !== facts.email), LINK, '72', '邀请', 'invites you to join'])
        expect(body).toContain(word)
    }
    expect(mail.subject).toContain('青禾教育')
  })

  it('leaves the team out when there is none', () => {
    const mail = invitationMail({ ...facts, teamName: null }, LINK, 72)
    expect(mail.html).not.toContain('小组')
    expect(mail.text).not.toContain('小组')
  })

  it('shows what people typed, and runs none of it', () => {
    const mail = invitationMail({ ...facts, name: '<img src=x onerror=1>', enterpriseName: 'A & "B"' }, LINK, 72)
    expect(mail.html).not.toContain('<img')
    expect(mail.html).toContain('&lt;img src=x onerror=1&gt;')
    expect(mail.html).toContain('A &amp; &quot;B&quot;')
  })
})
