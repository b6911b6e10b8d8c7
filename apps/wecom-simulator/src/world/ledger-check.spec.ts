import type { StoredMessage } from '../storage/records'
import { checkLedger } from './ledger-check'

const row = (
  idempotencyKey: string | undefined,
  conversationId = 'c1',
  text = 'hi',
  origin: StoredMessage['origin'] = 'bot',
): StoredMessage => ({
  id: 'm',
  n: 1,
  t: 0,
  accountId: 'a',
  conversationId,
  kind: 'text',
  talkerId: 'self',
  text,
  contentHash: '',
  origin,
  ...(idempotencyKey ? { idempotencyKey } : {}),
})

describe('comparing the ledger with what the product believes', () => {
  it.each([
    ['ok', { status: 'SENT' as const }, [row('k')]],
    ['lost', { status: 'SENT' as const }, []],
    ['dup', { status: 'SENT' as const }, [row('k'), row('k')]],
    ['unknown', { status: 'UNKNOWN' as const }, [row('k')]],
    ['failedButDelivered', { status: 'FAILED' as const }, [row('k')]],
    ['ok', { status: 'FAILED' as const }, []],
  ])('finds %s', (kind, intent, rows) => {
    expect(checkLedger([{ ...intent, idempotencyKey: 'k' }], rows)).toMatchObject({ [kind]: 1 })
  })

  it('calls rows nobody meant to send ghosts, unless the owner wrote them on the phone', () => {
    expect(checkLedger([], [row('x'), row(undefined, 'c1', 'hi', 'phone')])).toMatchObject({ ghost: 1 })
  })

  it('takes several people of one room operation for one effect', () => {
    expect(checkLedger([{ status: 'SENT', idempotencyKey: 'k' }], [row('k', 'c1'), row('k', 'c2')])).toMatchObject({
      ok: 1,
      dup: 0,
      ghost: 0,
    })
  })

  it('falls back to account, conversation and text', () => {
    const intents = [{ status: 'SENT' as const, accountId: 'a', conversationId: 'c1', text: 'hi' }]
    expect(checkLedger(intents, [row('whatever')])).toMatchObject({ ok: 1, ghost: 0 })
    expect(checkLedger(intents, [row('k1'), row('k2')])).toMatchObject({ dup: 1 })
  })
})
