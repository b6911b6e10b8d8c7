import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Lease } from '@miaohui/contracts/license/seat'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { ServiceConfig } from '@miaohui/platform/service-config'
import { Injectable } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import { LicenseReader } from '../shared/license-reader'

const LEASE_MS = 15 * 60_000
/** A refusal is short, so that a renewed licence is felt soon. */
const REFUSAL_MS = 60_000
const FEATURES = ['sop', 'broadcast', 'api'] as const

/** Signs for how long sends of an enterprise are licensed, so that messaging need not ask for each one and survives our absence. */
@Injectable()
export class IssueLease {
  private readonly jwt = new JwtService({})
  private readonly key: KeyObject

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly licenses: LicenseReader,
    config: ServiceConfig,
  ) {
    this.key = createPrivateKey({ key: Buffer.from(config.internalPrivateKey, 'base64'), format: 'der', type: 'pkcs8' })
  }

  async execute(enterpriseId: string): Promise<Lease> {
    const { status, now } = await this.unitOfWork.runGlobal((db) => this.licenses.read(db))
    const ok = status.sendsUntil !== null
    const until = new Date(Math.min(now.getTime() + (ok ? LEASE_MS : REFUSAL_MS), status.sendsUntil?.getTime() ?? Infinity))
    const claims = { enterpriseId, ok, features: ok ? FEATURES : [], until: until.toISOString() }
    const token = this.jwt.sign(claims, {
      privateKey: this.key,
      algorithm: 'ES256',
      issuer: 'license',
      header: { alg: 'ES256', typ: 'lease+jwt' },
      expiresIn: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)),
    })
    return { token }
  }
}
