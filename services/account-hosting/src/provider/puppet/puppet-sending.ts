import type { Effect } from '@miaohui/contracts/account-hosting/delivery'
import { urlFileBox } from '@miaohui/puppet-protocol/payloads'
import { fromGrpcError, isProviderErrorCode, PROVIDER_ERRORS, ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { PuppetCallOptions, PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import type { SendOutcome } from '../hosting-provider'

/** Hands one effect to the worker. Nothing is repeated here: whoever owns the send decides. */
export async function sendEffect(
  client: PuppetClient,
  to: string,
  effect: Effect,
  options: PuppetCallOptions,
): Promise<SendOutcome> {
  try {
    return await handOver(client, to, effect, options)
  } catch (error) {
    return outcomeOf(fromGrpcError(error))
  }
}

async function handOver(client: PuppetClient, to: string, effect: Effect, options: PuppetCallOptions): Promise<SendOutcome> {
  switch (effect.kind) {
    case 'text': {
      const { id } = await client.call('MessageSendText', { conversationId: to, text: needed(effect.text) }, options)
      return accepted(id)
    }
    case 'image':
    case 'file': {
      const fileBox = urlFileBox({ name: needed(effect.mediaName), url: needed(effect.mediaUrl) })
      const { id } = await client.call('MessageSendFile', { conversationId: to, fileBox }, options)
      return accepted(id)
    }
    case 'link': {
      const urlLink = {
        url: needed(effect.linkUrl),
        title: needed(effect.linkTitle),
        description: effect.text ?? '',
        thumbnailUrl: '',
      }
      const { id } = await client.call('MessageSendUrl', { conversationId: to, urlLink }, options)
      return accepted(id)
    }
    case 'room-invite': {
      const room = needed(effect.roomProviderId)
      return roomOutcome(await client.call('RoomAddV2', { id: room, contactIds: [to] }, options), to)
    }
  }
}

/** An invitation card that was sent is all that the account can do: the customer decides. */
export function roomOutcome(
  reply: { successIds: string[]; failedIds: string[]; failedReasons: string[] },
  customer: string,
): SendOutcome {
  if (reply.successIds.includes(customer)) return accepted('')
  const reason = reply.failedReasons[reply.failedIds.indexOf(customer)]
  if (reason === 'INVITE_SENT') return accepted('')
  const code = reason?.split(':')[0] ?? 'PROVIDER_ERROR'
  return isProviderErrorCode(code) && PROVIDER_ERRORS[code].retry === 'retry-later'
    ? { outcome: 'later', code }
    : { outcome: 'refused', code }
}

export function outcomeOf(error: ProviderError): SendOutcome {
  switch (error.retry) {
    case 'definite':
      return { outcome: 'refused', code: error.code }
    case 'retry-later':
      return { outcome: 'later', code: error.code, retryAfterMs: error.retryAfterMs }
    case 'ambiguous':
      return { outcome: 'ambiguous', code: error.code }
  }
}

function accepted(id: string): SendOutcome {
  return { outcome: 'accepted', providerMessageId: id === '' ? undefined : id }
}

function needed(value: string | undefined): string {
  if (!value) throw new ProviderError('INVALID_REQUEST', 'a field of the effect is missing')
  return value
}
