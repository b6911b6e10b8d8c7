import { setTimeout as wait } from 'node:timers/promises'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { SimulatedAccount } from '../account/simulated-account'
import { isRoomId } from '../population/identifiers'
import type { Relation } from '../population/population'
import { kindOfFile, type MediaStore } from '../storage/media-store'
import type {
  MessageKind,
  MessageOrigin,
  StoredLink,
  StoredMedia,
  StoredMessage,
  StoredMiniProgram,
  WorldRecord,
} from '../storage/records'
import type { World } from '../world/world'
import { oncePerKey } from './once-per-key'
import type { Pacing } from './pacing'

/** WeCom's limit for one text message is 4,000 characters. */
const MAX_TEXT = 4_000
const REFUSALS: Record<Exclude<Relation, 'friend'>, { code: 'NOT_FRIEND' | 'BLOCKED'; error: string; system: string }> = {
  deleted: {
    code: 'NOT_FRIEND',
    error: '对方已删除你',
    system: '对方开启了联系人验证，你还不是他的联系人。请先发送联系人验证请求，对方验证通过后，才能聊天。',
  },
  pending: { code: 'NOT_FRIEND', error: '对方还不是你的联系人', system: '对方开启了联系人验证，你还不是他的联系人。' },
  blocked: { code: 'BLOCKED', error: '对方已拉黑', system: '消息已发出，但被对方拒收了。' },
}

type Content = {
  kind: MessageKind
  text: string
  mentionIds?: string[]
  media?: StoredMedia
  link?: StoredLink
  miniProgram?: StoredMiniProgram
}
export type SendContext = { key: string | undefined; origin: Extract<MessageOrigin, 'bot' | 'phone'> }

/** The account says something to a customer or a room. The order of the checks is WeCom's. */
export class MessageSending {
  constructor(
    private readonly world: World,
    private readonly media: MediaStore,
    private readonly pacing: Pacing,
  ) {}

  sendText(
    account: SimulatedAccount,
    to: string,
    text: string,
    mentionIds: string[],
    context: SendContext,
  ): Promise<{ id: string }> {
    return this.send(account, to, context, 'text', () => {
      if (text.trim() === '' || text.length > MAX_TEXT) throw new ProviderError('INVALID_REQUEST', 'text is empty or too long')
      return { kind: 'text', text, ...(mentionIds.length > 0 ? { mentionIds } : {}) }
    })
  }

  sendFile(account: SimulatedAccount, to: string, fileBox: string, context: SendContext): Promise<{ id: string }> {
    return this.send(account, to, context, 'file', async () => {
      const media = await this.media.take(fileBox)
      return { kind: kindOfFile(media), text: media.name, media }
    })
  }

  sendLink(account: SimulatedAccount, to: string, link: StoredLink, context: SendContext): Promise<{ id: string }> {
    return this.send(account, to, context, 'link', () => {
      if (!/^https?:\/\//.test(link.url) || link.title === '')
        throw new ProviderError('INVALID_REQUEST', 'a link needs a title and an http(s) url')
      return { kind: 'link', text: link.title, link }
    })
  }

  sendMiniProgram(
    account: SimulatedAccount,
    to: string,
    miniProgram: StoredMiniProgram,
    context: SendContext,
  ): Promise<{ id: string }> {
    return this.send(account, to, context, 'mini-program', () => {
      if (miniProgram.appid === '') throw new ProviderError('INVALID_REQUEST', 'a mini program needs an appid')
      return { kind: 'mini-program', text: miniProgram.title, miniProgram }
    })
  }

  /** Within two minutes, as in WeCom. */
  async recall(account: SimulatedAccount, messageId: string): Promise<boolean> {
    if (!account.login.canSend) throw new ProviderError('ACCOUNT_OFFLINE', account.login.state)
    const message = account.messages.get(messageId)
    if (!message || message.talkerId !== account.people.selfId) throw new ProviderError('NOT_FOUND', messageId)
    if (message.recalled) return true
    if (this.world.clock.now() - message.t > 120_000) return false
    await this.world.commit(recallRecords(this.world, account, message))
    return true
  }

  private send(
    account: SimulatedAccount,
    to: string,
    context: SendContext,
    pacedAs: MessageKind,
    prepare: () => Content | Promise<Content>,
  ): Promise<{ id: string }> {
    return oncePerKey(this.world, account, context.key, async () => {
      if (this.world.draining) throw new ProviderError('WORKER_DRAINING', '')
      this.checkReach(account, to)
      if (context.origin === 'bot') this.pacing.admit(account, to, pacedAs)
      const content = await prepare()
      const delay = this.world.knob('deliveryMs', account)
      if (delay) await wait(account.random.lognormal(delay.p50, delay.p99))
      // Fetching a picture takes a while, in which the customer may have gone or the account may have been thrown out.
      const refusal = this.checkReach(account, to)
      return this.deliver(account, to, content, context, refusal)
    })
  }

  /** @returns how the customer's phone will refuse it, when the account is only told so by a message in the chat. */
  private checkReach(account: SimulatedAccount, to: string): string | undefined {
    if (!account.login.canSend) throw new ProviderError('ACCOUNT_OFFLINE', `账号离线 (${account.login.state})`)
    if (isRoomId(to)) {
      const room = account.people.rooms.get(to)
      if (!room) throw new ProviderError('NO_SUCH_CONVERSATION', to)
      return undefined
    }
    const contact = account.people.contacts.get(to)
    if (!contact) throw new ProviderError('NO_SUCH_CONVERSATION', to)
    if (contact.relation === 'friend') return undefined
    const refusal = REFUSALS[contact.relation]
    const mode = this.world.knob('relationFailureMode', account)
    if (mode === 'error' || (mode === 'mixed' && !account.failsLate)) throw new ProviderError(refusal.code, refusal.error)
    return refusal.system
  }

  private async deliver(
    account: SimulatedAccount,
    to: string,
    content: Content,
    context: SendContext,
    refusal: string | undefined,
  ): Promise<{ id: string }> {
    const { accountId: a, random } = account
    const message = this.world.message(account, {
      ...content,
      conversationId: to,
      talkerId: account.people.selfId,
      origin: context.origin,
      ...(context.key ? { idempotencyKey: context.key, extra: JSON.stringify({ idempotencyKey: context.key }) } : {}),
      ...(refusal ? { refused: true } : {}),
    })
    const records: WorldRecord[] = [{ k: 'message', a, message }]
    if (!this.world.knobs.fires('echo.loss', this.world.knob('echo.loss', account), a, random)) {
      records.push(this.world.event(account, 'MESSAGE', { messageId: message.id }))
    }
    if (refusal) {
      const notice = this.world.message(account, {
        conversationId: to,
        kind: 'system',
        talkerId: to,
        text: refusal,
        origin: 'system',
        refused: true,
      })
      records.push({ k: 'message', a, message: notice }, this.world.event(account, 'MESSAGE', { messageId: notice.id }))
    }
    await this.world.commit(records)
    return { id: message.id }
  }
}

/** A message disappears from both phones; the account learns it as a message of type Recalled that names the old one. */
export function recallRecords(world: World, account: SimulatedAccount, message: StoredMessage): WorldRecord[] {
  const { accountId: a } = account
  const notice = world.message(account, {
    conversationId: message.conversationId,
    kind: 'recalled',
    talkerId: message.talkerId,
    text: message.id,
    origin: 'system',
  })
  return [
    { k: 'recalled', a, messageId: message.id },
    { k: 'message', a, message: notice },
    world.eventOrLater(account, 'MESSAGE', { messageId: notice.id }),
  ]
}
