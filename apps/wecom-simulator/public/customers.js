import { bubbles } from './bubbles.js'
import { $, el, fillFromBelow, get, post } from './dom.js'
import { dateText, t } from './i18n.js'

/** The account's customers, and the phone of one of them. */
export class Customers {
  accountId
  customer
  list = []

  constructor() {
    $('customer-search').addEventListener('input', () => this.refresh())
    $('customer-back').addEventListener('click', () => this.open(undefined))
    $('customer-add').addEventListener('submit', async (event) => {
      event.preventDefault()
      if (!this.accountId) return
      const name = $('customer-name').value.trim()
      $('customer-name').value = ''
      const reply = await post(`/accounts/${this.accountId}/customers/add`, name ? { name } : {})
      if (!reply) return
      $('customer-search').value = ''
      await this.refresh()
      await this.open(reply.ids[0])
    })
    $('customer-compose').addEventListener('submit', (event) => {
      event.preventDefault()
      const text = $('customer-text').value.trim()
      if (!text || !this.customer) return
      $('customer-text').value = ''
      void post(`/contacts/${this.customer.id}/say`, { text })
    })
    $('customer-file').addEventListener('change', async (event) => {
      const [file] = event.target.files
      if (!file || !this.customer) return
      const bytes = new Uint8Array(await file.arrayBuffer())
      let binary = ''
      for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768))
      await post(`/contacts/${this.customer.id}/say`, { file: { name: file.name, base64: btoa(binary) } })
      event.target.value = ''
    })
    for (const [id, path] of [
      ['customer-delete', 'delete'],
      ['customer-block', 'block'],
      ['customer-again', 'add'],
    ]) {
      $(id).addEventListener('click', async () => {
        $('customer-more').open = false
        if (this.customer && (await post(`/contacts/${this.customer.id}/${path}`))) await this.refresh()
      })
    }
  }

  async show(accountId) {
    if (accountId !== this.accountId) {
      this.accountId = accountId
      this.customer = undefined
    }
    await this.refresh()
  }

  async open(id) {
    this.customer = id && (await get(`/contacts/${id}`))
    this.drawList()
    await this.refreshPhone()
  }

  async refresh() {
    if (!this.accountId) {
      this.list = []
      this.drawList()
      return this.refreshPhone()
    }
    const search = $('customer-search').value.trim()
    const { customers } = await get(
      `/accounts/${this.accountId}/customers?limit=60${search ? `&search=${encodeURIComponent(search)}` : ''}`,
    )
    this.list = customers
    if (this.customer) this.customer = await get(`/contacts/${this.customer.id}`)
    this.drawList()
    await this.refreshPhone()
  }

  drawList() {
    $('customers').replaceChildren(
      ...this.list.map((customer) =>
        el(
          'li',
          {},
          el(
            'button',
            {
              type: 'button',
              'aria-pressed': String(customer.id === this.customer?.id),
              onclick: () => this.open(customer.id),
              'data-customer': customer.id,
            },
            el('img', { class: 'face', src: customer.avatar, alt: '', loading: 'lazy' }),
            el('span', { class: 'chat-name' }, customer.name),
            el(
              'span',
              { class: 'chat-last' },
              customer.relation === 'friend'
                ? customer.alias || t('addedOn', dateText(customer.addedAt))
                : t('relations')[customer.relation],
            ),
          ),
        ),
      ),
    )
  }

  async refreshPhone() {
    const { customer, accountId } = this
    document.body.classList.toggle('customer-open', Boolean(customer))
    $('customer-compose').hidden = $('customer-more').hidden = !customer
    $('customer-whose').textContent = customer ? t('whose', customer.name) : ''
    if (!customer) {
      $('customer-title').textContent = ''
      return $('customer-bubbles').replaceChildren(el('p', { class: 'quiet-note' }, t('chooseCustomer')))
    }
    const friend = customer.relation === 'friend'
    $('customer-delete').hidden = $('customer-block').hidden = !friend
    $('customer-again').hidden = friend
    $('customer-text').disabled = !friend
    const { messages } = await get(`/conversations/${accountId}/${customer.id}`)
    $('customer-title').textContent =
      messages.find((message) => message.fromAccount)?.talkerName ?? t('relations')[customer.relation]
    const notes = friend ? [] : [el('p', { class: 'notice' }, t('relations')[customer.relation])]
    fillFromBelow($('customer-bubbles'), [...bubbles(messages, (message) => !message.fromAccount, customer.id), ...notes])
  }
}
