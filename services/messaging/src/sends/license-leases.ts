import { createPublicKey } from 'node:crypto'
import { issueLease } from '@miaohui/contracts/license/seat'
import { LOGGER } from '@miaohui/platform/logging'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { ServiceConfig } from '@miaohui/platform/service-config'
import { Inject, Injectable } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import type { Logger } from 'pino'

type Claims = { enterpriseId: string; ok: boolean; until: string }
type Lease = { ok: boolean; until: number; refreshAt: number }

const REFRESH_MS = 5 * 60_000
const ASK_AGAIN_MS = 2000

/** Signed statements of the license service that an enterprise may send. Nothing is handed over after the end of the last one. */
@Injectable()
export class LicenseLeases {
  private readonly leases = new Map<string, Lease>()
  private readonly asking = new Map<string, Promise<void>>()
  private readonly askedAt = new Map<string, number>()
  private readonly jwt: JwtService

  constructor(
    private readonly rpc: RpcClient,
    @Inject(LOGGER) private readonly log: Logger,
    config: ServiceConfig,
  ) {
    const key = config.internalPublicKeys.license
    if (!key) throw new Error('the public key of the license service is missing')
    this.jwt = new JwtService({ publicKey: createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }) })
  }

  /** Known to be licensed at this moment. Renews in the background when half of the time is over. */
  isLicensed(enterpriseId: string): boolean {
    const lease = this.leases.get(enterpriseId)
    const now = Date.now()
    if (!lease || lease.refreshAt <= now) void this.renew(enterpriseId)
    return lease !== undefined && lease.ok && lease.until > now
  }

  /** Known to be refused, as opposed to not asked yet or not answered. */
  isRefused(enterpriseId: string): boolean {
    const lease = this.leases.get(enterpriseId)
    return lease !== undefined && !lease.ok && lease.until > Date.now()
  }

  /** Asks when nothing valid is known; resolves when an answer is there, or none can be had now. */
  async ensure(enterpriseId: string): Promise<boolean> {
    if (!this.isLicensed(enterpriseId)) await this.renew(enterpriseId)
    return this.isLicensed(enterpriseId)
  }

  private renew(enterpriseId: string): Promise<void> {
    const running = this.asking.get(enterpriseId)
    if (running) return running
    if ((this.askedAt.get(enterpriseId) ?? 0) + ASK_AGAIN_MS > Date.now()) return Promise.resolve()
    this.askedAt.set(enterpriseId, Date.now())
    const asked = this.ask(enterpriseId)
      .catch((error: unknown) => this.log.warn({ err: error, enterpriseId }, 'no licence lease'))
      .finally(() => this.asking.delete(enterpriseId))
    this.asking.set(enterpriseId, asked)
    return asked
  }

  private async ask(enterpriseId: string): Promise<void> {
    const { token } = await this.rpc.call(issueLease, {}, { actor: { kind: 'service', service: 'messaging', enterpriseId } })
    const claims = this.jwt.verify<Claims>(token, { algorithms: ['ES256'], issuer: 'license' })
    if (claims.enterpriseId !== enterpriseId) throw new Error('the lease is for another enterprise')
    const until = Date.parse(claims.until)
    this.leases.set(enterpriseId, { ok: claims.ok, until, refreshAt: Math.min(Date.now() + REFRESH_MS, until) })
  }
}
