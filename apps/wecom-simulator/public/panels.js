import { $, command, el, get } from './dom.js'
import { clockText, t } from './i18n.js'

const SHARES = [
  'rpc.lostAck',
  'rpc.lostRequest',
  'rpc.hang',
  'echo.loss',
  'stream.dup',
  'verifyCodeProb',
  'removedEventProb',
  'inviteAcceptProb',
]
const GROUPS = {
  login: ['verifyCodeProb', 'qrTtlMs', 'qrMaxRefresh', 'codeTtlMs'],
  network: ['rpc.lostAck', 'rpc.lostRequest', 'rpc.hang', 'echo.loss', 'stream.dup'],
  rules: ['pacing', 'relationFailureMode', 'removedEventProb', 'inviteAcceptProb'],
}
const ACTIONS = {
  kick: { reason: 'SLOT_TAKEN' },
  'newDeviceCheck.now': true,
  'stream.cutNow': true,
  'friendship.removed': { n: 5 },
}

/** Knobs for one account or for all. */
export class Knobs {
  accountId
  everyone = false

  async show(accountId = this.accountId) {
    this.accountId = accountId
    if (document.activeElement?.closest('#knobs input[type=number]')) return
    const { base, overrides } = await get('/knobs')
    const scope = this.everyone ? undefined : accountId
    const valueOf = (name) =>
      (
        overrides.find((knob) => knob.name === name && knob.account === scope) ??
        overrides.find((knob) => knob.name === name && knob.account === undefined)
      )?.value ?? base[name]
    const groups = Object.entries(GROUPS).map(([group, names]) =>
      el('fieldset', {}, el('legend', {}, t('groups')[group]), ...names.map((name) => this.knob(name, valueOf(name)))),
    )
    $('knobs').replaceChildren(
      el(
        'div',
        { class: 'scope' },
        el('span', {}, t('scope')),
        this.choice(t('thisAccount'), false),
        this.choice(t('allAccounts'), true),
        el(
          'button',
          { type: 'button', class: 'quiet', onclick: () => command('DELETE', '/knobs').then(() => this.show()) },
          t('resetKnobs'),
        ),
      ),
      el('div', { class: 'groups' }, ...groups, this.actions()),
    )
  }

  choice(text, everyone) {
    const choose = () => {
      this.everyone = everyone
      void this.show()
    }
    return el(
      'button',
      { type: 'button', class: 'chip', 'aria-pressed': String(this.everyone === everyone), onclick: choose },
      text,
    )
  }

  actions() {
    const buttons = Object.entries(ACTIONS).map(([name, value]) =>
      el(
        'button',
        { type: 'button', class: 'quiet', 'data-testid': `knob-${name}`, onclick: () => this.set(name, value) },
        t('actions')[name],
      ),
    )
    return el('fieldset', {}, el('legend', {}, t('groups').now), el('div', { class: 'actions' }, ...buttons))
  }

  knob(name, value) {
    const label = t('knobNames')[name]
    const change = (read) => (event) => this.set(name, read(event.target))
    if (typeof value === 'boolean')
      return el(
        'label',
        { class: 'knob' },
        el('span', {}, label),
        el('input', { type: 'checkbox', checked: value, onchange: change((input) => input.checked) }),
      )
    if (typeof value === 'string') {
      const options = Object.entries(t('modes')).map(([mode, text]) =>
        el('option', { value: mode, selected: mode === value }, text),
      )
      return el(
        'label',
        { class: 'knob' },
        el('span', {}, label),
        el('select', { onchange: change((select) => select.value) }, ...options),
      )
    }
    if (SHARES.includes(name)) {
      const output = el('output', {}, `${Math.round(value * 100)}%`)
      const slide = (event) => (output.textContent = `${event.target.value}%`)
      const slider = el('input', {
        type: 'range',
        min: 0,
        max: 100,
        value: String(Math.round(value * 100)),
        oninput: slide,
        onchange: change((input) => Number(input.value) / 100),
      })
      return el('label', { class: 'knob' }, el('span', {}, label), slider, output)
    }
    return el(
      'label',
      { class: 'knob' },
      el('span', {}, label),
      el('input', { type: 'number', min: 0, value: String(value), onchange: change((input) => Number(input.value)) }),
    )
  }

  async set(name, value) {
    if (!this.everyone && !this.accountId) return
    await command('PUT', '/knobs', { set: { [name]: value }, ...(this.everyone ? {} : { acc: this.accountId }) })
    await this.show()
  }
}

/** The latest rows of the ledger, newest first. */
export async function showLedger(accountId) {
  const { rows } = await get(`/ledger?latest=true&limit=200${accountId ? `&acc=${accountId}` : ''}`)
  $('ledger').replaceChildren(
    ...(rows.length
      ? rows.reverse().map(ledgerRow)
      : [el('tr', {}, el('td', { colspan: 8, class: 'quiet-note' }, t('ledgerEmpty')))]),
  )
}

function ledgerRow(row) {
  const quick = row.sinceAddedMs !== null && row.sinceAddedMs < 1000
  const delay =
    row.sinceAddedMs === null || row.sinceAddedMs > 600_000
      ? ''
      : row.sinceAddedMs < 1000
        ? `${row.sinceAddedMs} ms`
        : `${(row.sinceAddedMs / 1000).toFixed(1)} s`
  return el(
    'tr',
    {},
    el('td', { class: 'number' }, String(row.n)),
    el('td', { class: 'number' }, clockText(row.t, true)),
    el('td', {}, row.conversationName || row.conversationId),
    el('td', {}, el('span', { class: `tag kind-${row.kind}` }, t('kinds')[row.kind])),
    el('td', { class: 'text', title: row.text }, row.text),
    el('td', {}, t(row.origin === 'bot' ? 'bot' : 'byPhone')),
    el('td', { class: `number${quick ? ' good' : ''}` }, delay),
    el('td', { class: 'number faint', title: row.idempotencyKey ?? '' }, (row.idempotencyKey ?? '').slice(0, 10)),
  )
}
