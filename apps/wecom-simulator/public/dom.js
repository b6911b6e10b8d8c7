import { t } from './i18n.js'

export const $ = (id) => document.getElementById(id)

/** An element with attributes and children; strings become text, never markup. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'value') element.value = value
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

let toastTimer
export function toast(message) {
  $('toast').textContent = message
  $('toast').hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => ($('toast').hidden = true), 4000)
}

export async function get(path) {
  const response = await fetch(path)
  const reply = await response.json()
  if (!response.ok) throw new Error(`${reply.code}: ${reply.message}`)
  return reply
}

/** Sends a command; a refusal is shown, and answered with undefined. */
export async function command(method, path, body = {}) {
  try {
    const response = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const reply = await response.json()
    if (response.ok) return reply
    toast(t('failed', reply.message ?? reply.code))
  } catch (error) {
    toast(t('failed', error.message))
  }
  return undefined
}
export const post = (path, body) => command('POST', path, body)

/** Keeps a list that grows at its end scrolled to the end, unless somebody is reading further up. */
export function fillFromBelow(container, children) {
  const atEnd = container.scrollHeight - container.scrollTop - container.clientHeight < 60
  container.replaceChildren(...children)
  if (atEnd) container.scrollTop = container.scrollHeight
}
