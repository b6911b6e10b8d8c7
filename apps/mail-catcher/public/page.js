const texts = {
  'zh-CN': {
    title: '秒回 · 邮件',
    explanation: '产品发出的邮件都停在这里，不会寄到真实邮箱。',
    clear: '清空',
    list: '邮件列表',
    empty: '还没有邮件。邀请一位成员，邀请信就会出现在这里。',
    choose: '选择一封邮件查看',
    noSubject: '（无主题）',
    from: '发件人',
    to: '收件人',
    at: '时间',
    links: '链接',
    attachments: '附件',
    other: 'English',
  },
  en: {
    title: 'Miaohui · mails',
    explanation: 'Every mail that the product sends stops here; none reaches a real mailbox.',
    clear: 'Delete all',
    list: 'Mails',
    empty: 'No mail yet. Invite a member and the invitation turns up here.',
    choose: 'Choose a mail to read it',
    noSubject: '(no subject)',
    from: 'From',
    to: 'To',
    at: 'At',
    links: 'Links',
    attachments: 'Attachments',
    other: '中文',
  },
}

const list = document.querySelector('#list')
const article = document.querySelector('#mail')
let language = localStorage.getItem('language') ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en')
let mails = []
let chosenId

const text = (key) => texts[language][key]

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

function when(instant) {
  return new Date(instant).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })
}

function showList() {
  const rows = mails.map((mail) => {
    const row = element(
      'button',
      { type: 'button', onclick: () => choose(mail.id) },
      element('span', { className: 'subject', textContent: mail.subject || text('noSubject') }),
      element('time', { dateTime: mail.receivedAt, textContent: new Date(mail.receivedAt).toLocaleTimeString(language) }),
      element('span', { className: 'recipient', textContent: mail.to.join(', ') }),
    )
    row.setAttribute('aria-current', String(mail.id === chosenId))
    return row
  })
  list.replaceChildren(...(rows.length > 0 ? rows : [element('p', { className: 'empty', textContent: text('empty') })]))
}

function link(address) {
  return element('div', {}, element('a', { href: address, target: '_blank', rel: 'noopener', textContent: address }))
}

function body(mail) {
  if (!mail.html) return element('pre', { textContent: mail.text })
  const frame = element('iframe', { title: mail.subject, src: `/mails/${mail.id}/body` })
  frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox')
  return frame
}

function showMail() {
  const mail = mails.find(({ id }) => id === chosenId)
  if (!mail)
    return article.replaceChildren(element('p', { className: 'empty', textContent: mails.length > 0 ? text('choose') : '' }))
  const facts = [
    ['from', [mail.from]],
    ['to', [mail.to.join(', ')]],
    ['at', [when(mail.receivedAt)]],
    ['links', mail.links.map(link)],
    ['attachments', mail.attachments.map(({ filename, size }) => `${filename} (${size.toLocaleString(language)} B) `)],
  ].filter(([, values]) => values.length > 0)
  article.replaceChildren(
    element('h2', { textContent: mail.subject || text('noSubject') }),
    element(
      'dl',
      {},
      ...facts.flatMap(([key, values]) => [element('dt', { textContent: text(key) }), element('dd', {}, ...values)]),
    ),
    body(mail),
  )
}

function choose(id) {
  chosenId = id
  showList()
  showMail()
}

async function refresh() {
  const before = mails.length > 0 ? chosenId : undefined
  mails = (await (await fetch('/api/mails')).json()).mails
  if (!mails.some(({ id }) => id === chosenId)) chosenId = mails[0]?.id
  showList()
  // The mail being read is left alone: its frame would load and scroll again.
  if (chosenId !== before || mails.length === 0) showMail()
}

function speak() {
  document.documentElement.lang = language
  document.title = text('title')
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = text(node.dataset.text)
  list.setAttribute('aria-label', text('list'))
  document.querySelector('#language').textContent = text('other')
  showList()
  showMail()
}

document.querySelector('#clear').onclick = () => fetch('/api/mails', { method: 'DELETE' })
document.querySelector('#language').onclick = () => {
  language = language === 'en' ? 'zh-CN' : 'en'
  localStorage.setItem('language', language)
  speak()
}

speak()
await refresh()
const changes = new EventSource('/api/changes')
changes.onmessage = refresh
// Whatever arrived while the connection was away.
changes.onopen = refresh
