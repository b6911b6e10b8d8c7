import { el, post } from './dom.js'
import { clockText, t } from './i18n.js'

/** The messages of a conversation as the holder of the phone sees them. `mine` tells which are his own. */
export function bubbles(messages, mine, contactId) {
  if (messages.length === 0) return [el('p', { class: 'quiet-note' }, t('noMessages'))]
  const rows = []
  let lastTime = 0
  for (const message of messages) {
    if (message.t - lastTime > 300_000) rows.push(el('p', { class: 'stamp' }, clockText(message.t)))
    lastTime = message.t
    rows.push(row(message, mine(message), contactId))
  }
  return rows
}

function row(message, own, contactId) {
  const notice = noticeOf(message, own)
  if (notice) return el('p', { class: 'notice', 'data-kind': message.kind }, notice)
  return el(
    'div',
    { class: `row${own ? ' own' : ''}`, 'data-kind': message.kind },
    el('img', { class: 'face', src: message.avatar, alt: message.talkerName, title: message.talkerName }),
    el('div', { class: `bubble kind-${message.kind}` }, content(message, contactId)),
    message.refused ? el('span', { class: 'refused', title: t('refused') }, '!') : null,
  )
}

function noticeOf(message, own) {
  if (message.kind === 'recalled') return `${message.talkerName} ${t('recalled')}`
  if (message.recalled) return ' '
  if (message.kind === 'room-join') return t(own === message.fromAccount ? 'pulledIn' : 'joinedRoom', message.text)
  return message.kind === 'system' ? message.text : undefined
}

function content(message, contactId) {
  const { media, link, miniProgram } = message
  switch (message.kind) {
    case 'image':
      return el(
        'a',
        { href: media.url, target: '_blank', rel: 'noopener' },
        el('img', { class: 'picture', src: media.url, alt: media.name }),
      )
    case 'video':
      return el('video', { src: media.url, controls: true })
    case 'audio':
    case 'file':
      return el(
        'a',
        { class: 'file', href: media.url, download: media.name },
        el('b', {}, media.name),
        el('small', {}, `${Math.ceil(media.size / 1024)} KB`),
      )
    case 'link':
      return el(
        'a',
        { class: 'card', href: link.url, target: '_blank', rel: 'noopener noreferrer' },
        el('b', {}, link.title),
        el('small', {}, link.description || link.url),
      )
    case 'mini-program':
      return el('div', { class: 'card' }, el('small', {}, t('kinds')['mini-program']), el('b', {}, miniProgram.title))
    case 'room-invite':
      return el(
        'div',
        { class: 'card' },
        el('small', {}, t('roomInvite')),
        el('b', {}, message.text),
        contactId
          ? el(
              'button',
              { type: 'button', onclick: () => post(`/contacts/${contactId}/accept-invite`, { room: message.roomId }) },
              t('accept'),
            )
          : null,
      )
    default:
      return message.text
  }
}
