import { declaredEvents, declaredRpcs } from './catalogue'
import { fieldsOf } from './kernel/fields'
import { Nothing } from './kernel/rpc'

describe('the catalogue of contracts', () => {
  it('gives every rpc an owner among its subjects and never lets a service ask itself', () => {
    expect(declaredRpcs().length).toBeGreaterThan(60)
    for (const rpc of declaredRpcs()) {
      expect(rpc.subject.split('.')[1]).toBe(rpc.service)
      expect(rpc.callers).not.toContain(rpc.service)
    }
  })

  it('declares fields for every reply that is not empty', () => {
    for (const rpc of declaredRpcs()) if (rpc.reply !== Nothing) expect(fieldsOf(rpc.reply).length).toBeGreaterThan(0)
  })

  it('gives every event at least one consumer that is not its owner', () => {
    for (const event of declaredEvents()) {
      expect(event.consumers.length).toBeGreaterThan(0)
      expect(event.consumers).not.toContain(event.service)
    }
  })
})
