import { Customers } from './customers.js'
import { $, el, get } from './dom.js'
import { switchLanguage, t, translatePage } from './i18n.js'
import { OwnerPhone } from './owner-phone.js'
import { Knobs, showLedger } from './panels.js'

const owner = new OwnerPhone()
const customers = new Customers()
const knobs = new Knobs()
let phones = []
let chosen = new URLSearchParams(location.search).get('acc') ?? undefined
let tab = 'customers'

function current() {
  return phones.find((phone) => phone.accountId === chosen) ?? phones.at(-1)
}

function drawAccounts() {
  $('no-accounts').hidden = phones.length > 0
  $('accounts').replaceChildren(
    ...phones.map((phone) =>
      el(
        'li',
        {},
        el(
          'button',
          {
            type: 'button',
            'aria-pressed': String(phone.accountId === current()?.accountId),
            onclick: () => choose(phone.accountId),
            'data-account': phone.accountId,
          },
          el('img', { class: 'face', src: phone.avatar, alt: '' }),
          el('span', { class: 'chat-name' }, phone.name),
          el('span', { class: 'chat-last' }, `${phone.scheme} · ${t('regions')[phone.region] ?? phone.region}`),
          el('span', { class: 'state', 'data-state': phone.state }, t('states')[phone.state]),
        ),
      ),
    ),
  )
}

async function choose(accountId) {
  chosen = accountId
  history.replaceState(null, '', `?acc=${encodeURIComponent(accountId)}`)
  await refreshAll()
}

async function refreshPhones() {
  phones = (await get('/phones')).phones
  drawAccounts()
  await owner.show(current())
}

async function refreshTab() {
  const accountId = current()?.accountId
  if (tab === 'customers') await customers.show(accountId)
  else if (tab === 'knobs') await knobs.show(accountId)
  else await showLedger(accountId)
}

async function refreshAll() {
  await refreshPhones()
  await refreshTab()
}

function openTab(name) {
  tab = name
  document.body.dataset.tab = name
  for (const button of document.querySelectorAll('[data-tab]'))
    if (button !== document.body) button.setAttribute('aria-selected', String(button.dataset.tab === name))
  void refreshTab()
}

/** On a narrow screen one pane fills it. */
function openPane(name) {
  document.body.dataset.pane = name
  for (const button of document.querySelectorAll('.dock button'))
    button.setAttribute('aria-pressed', String(button.dataset.pane === name))
  if (name !== 'phone') openTab(name)
}

async function follow(change) {
  const accountId = current()?.accountId
  if (change.phones.length > 0) await refreshPhones()
  const here = change.conversations.filter(([account]) => account === accountId)
  if (here.length > 0 && change.phones.length === 0) await owner.refreshChats()
  if (tab === 'customers') {
    if (change.customers.includes(accountId) || change.phones.length > 0) await customers.show(current()?.accountId)
    else if (here.some(([, conversation]) => conversation === customers.customer?.id)) await customers.refreshPhone()
  }
  if (tab === 'ledger' && here.length > 0) await showLedger(accountId)
  if (tab === 'knobs' && (change.knobs || change.phones.length > 0)) await knobs.show(accountId)
}

function listen() {
  const source = new EventSource('/events')
  let work = Promise.resolve()
  source.onopen = () => {
    $('live').textContent = t('connected')
    $('live').dataset.on = 'true'
    // Whatever happened while nobody listened.
    work = work.then(refreshAll).catch(() => undefined)
  }
  source.onerror = () => {
    $('live').textContent = t('disconnected')
    $('live').dataset.on = 'false'
  }
  source.onmessage = (event) => (work = work.then(() => follow(JSON.parse(event.data))).catch(() => undefined))
}

function translate() {
  translatePage()
  $('language').textContent = t('other')
  $('owner-back').textContent = $('customer-back').textContent = '‹'
  if ($('live').dataset.on) $('live').textContent = t($('live').dataset.on === 'true' ? 'connected' : 'disconnected')
}

$('language').addEventListener('click', () => {
  switchLanguage()
  translate()
  void refreshAll()
})
for (const button of document.querySelectorAll('.tabs [data-tab]'))
  button.addEventListener('click', () => openTab(button.dataset.tab))
for (const button of document.querySelectorAll('.dock button'))
  button.addEventListener('click', () => openPane(button.dataset.pane))
translate()
openTab('customers')
openPane('phone')
listen()
