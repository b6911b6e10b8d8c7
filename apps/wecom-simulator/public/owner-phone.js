import { bubbles } from './bubbles.js'
import { $, el, fillFromBelow, get, post } from './dom.js'
import { clockText, t } from './i18n.js'

/** The phone of the account's owner: what it asks for, its chats, one conversation. */
export class OwnerPhone {
  phone
  chat
  skew = 0
  drawn = ''

  constructor() {
    $('owner-back').addEventListener('click', () => this.openChat(undefined))
    $('owner-compose').addEventListener('submit', async (event) => {
      event.preventDefault()
      const text = $('owner-text').value.trim()
      if (!text || !this.chat) return
      $('owner-text').value = ''
      await post(`/phones/${this.phone.accountId}/send`, { conversationId: this.chat.id, text })
    })
    setInterval(() => this.tick(), 500)
  }

  async show(phone) {
    if (phone?.accountId !== this.phone?.accountId) this.chat = undefined
    this.phone = phone
    this.skew = phone ? phone.now - Date.now() : 0
    $('owner-avatar').hidden = !phone
    if (phone) $('owner-avatar').src = phone.avatar
    this.drawn = ''
    this.drawCard()
    await this.refreshChats()
  }

  async openChat(chat) {
    this.chat = chat
    await this.refreshChats()
  }

  async refreshChats() {
    const { phone, chat } = this
    $('owner-chats').hidden = chat !== undefined
    $('owner-bubbles').hidden = $('owner-compose').hidden = $('owner-back').hidden = chat === undefined
    $('owner-avatar').hidden = chat !== undefined || !phone
    $('owner-name').textContent = chat?.name ?? phone?.name ?? ''
    const state = phone && !chat ? phone.state : ''
    $('owner-state').textContent = state ? t('states')[state] : ''
    $('owner-state').dataset.state = state
    if (!phone) return $('owner-chats').replaceChildren()
    if (chat) {
      const { messages } = await get(`/conversations/${phone.accountId}/${encodeURIComponent(chat.id)}?viewer=account`)
      return fillFromBelow(
        $('owner-bubbles'),
        bubbles(messages, (message) => message.fromAccount),
      )
    }
    const { chats } = await get(`/phones/${phone.accountId}/chats`)
    const rows = chats.map((row) =>
      el(
        'li',
        {},
        el(
          'button',
          { type: 'button', onclick: () => this.openChat(row) },
          el('img', { class: 'face', src: row.avatar, alt: '' }),
          el('span', { class: 'chat-name' }, row.name),
          el('time', {}, clockText(row.last.t)),
          el(
            'span',
            { class: 'chat-last' },
            row.last.kind === 'text' || row.last.kind === 'system' ? row.last.text : `[${t('kinds')[row.last.kind]}]`,
          ),
        ),
      ),
    )
    $('owner-chats').replaceChildren(...(rows.length ? rows : [el('li', { class: 'quiet-note' }, t('noChats'))]))
  }

  tick() {
    $('owner-clock').textContent = $('customer-clock').textContent = clockText(Date.now() + this.skew)
    const card = this.phone?.card
    if (!card) return
    const until = card.expiresAt ?? card.deadline
    const left = until === undefined ? '' : Math.max(0, Math.ceil((until - Date.now() - this.skew) / 1000))
    for (const element of document.querySelectorAll('[data-left]')) {
      element.textContent =
        card.kind === 'verify-code'
          ? t('triesLeft', card.triesLeft, left)
          : card.kind === 'new-device'
            ? t('secondsLeft', left)
            : t('expiresIn', left)
    }
    if (card.kind === 'syncing')
      void get(`/phones/${this.phone.accountId}`)
        .then(
          (phone) => (this.phone = phone),
          () => undefined,
        )
        .then(() => this.drawCard())
  }

  drawCard() {
    const { phone } = this
    const sheet = $('owner-card')
    // Drawing the same card again would empty the field that somebody is pasting into.
    const signature = JSON.stringify([phone?.accountId, phone?.state, phone?.reason, phone?.card, document.documentElement.lang])
    if (signature === this.drawn) return
    this.drawn = signature
    sheet.dataset.kind = phone?.card.kind ?? 'none'
    sheet.replaceChildren(...(phone ? this.card(phone) : [el('p', { class: 'quiet-note' }, t('noAccounts'))]))
    this.tick()
  }

  card({ card, state, reason }) {
    const act = (path, body) => post(`/phones/${this.phone.accountId}/${path}`, body)
    const button = (text, path, kind = 'primary', body = {}) =>
      el(
        'button',
        { type: 'button', class: kind, 'data-testid': `phone-${body.action ?? path}`, onclick: () => act(path, body) },
        text,
      )
    switch (card.kind) {
      case 'scan':
        return [
          el('img', { class: 'qr', src: `/phones/${this.phone.accountId}/qr.svg?${encodeURIComponent(card.qr)}`, alt: card.qr }),
          el('h3', {}, t(card.purpose === 'login' ? 'scanTitle' : 'verifyTitle')),
          el('p', { 'data-left': true }),
          button(t('scan'), 'scan'),
          el(
            'form',
            {
              class: 'paste',
              onsubmit: (event) => {
                event.preventDefault()
                void act('scan', { qr: event.target.elements.qr.value })
              },
            },
            el('input', {
              name: 'qr',
              placeholder: t('paste'),
              'aria-label': t('paste'),
              autocomplete: 'off',
              'data-testid': 'phone-qr-text',
            }),
          ),
        ]
      case 'confirm':
        return [
          el('div', { class: 'monitor', 'aria-hidden': 'true' }),
          el('h3', {}, t('confirmTitle')),
          el('p', {}, t(card.purpose === 'login' ? 'confirmText' : 'confirmVerify')),
          button(t(card.purpose === 'login' ? 'login' : 'confirm'), 'confirm'),
          button(t('cancel'), 'cancel', 'quiet'),
        ]
      case 'verify-code':
        return [
          el('h3', {}, t('codeTitle')),
          el('output', { class: 'code', 'data-testid': 'phone-code' }, card.code),
          el('p', {}, t('codeText')),
          el('p', { class: 'faint', 'data-left': true }),
        ]
      case 'new-device':
        return [
          el('h3', {}, t('newDeviceFrom')),
          el('p', {}, t('newDeviceText')),
          el('p', { class: 'urgent', 'data-left': true }),
          button(t('itsMe'), 'newdevice', 'primary', { action: 'accept' }),
          button(t('notMe'), 'newdevice', 'quiet', { action: 'deny' }),
        ]
      case 'syncing':
        return [el('h3', {}, t('syncing', card.progress)), el('progress', { max: 100, value: card.progress })]
      default:
        if (state === 'ONLINE')
          return [
            el('p', { class: 'good' }, t('online')),
            el(
              'div',
              { class: 'pair' },
              button(t('checkNow'), 'newdevice', 'quiet', { action: 'check' }),
              button(t('leave'), 'logout', 'quiet'),
            ),
          ]
        if (state === 'STARTING' || state === 'LOGGING_IN')
          return [el('p', { class: 'busy' }, t(state === 'STARTING' ? 'starting' : 'loggingIn'))]
        return [el('p', { class: 'faint' }, t('offline', t('reasons')[reason] ?? ''))]
    }
  }
}
