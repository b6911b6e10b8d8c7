import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { ServiceConfig } from '@miaohui/platform/service-config'
import { Injectable } from '@nestjs/common'

/** How long links live, in seconds: people look at a page for a while, a worker fetches at once. */
export const LINK_LIFE = { console: 3600, worker: 900 }

/** Addresses that open one material without signing in, until they expire. All replicas sign with the same derived key. */
@Injectable()
export class MaterialLinks {
  private readonly key: Buffer

  constructor(private readonly config: ServiceConfig) {
    this.key = Buffer.from(hkdfSync('sha256', Buffer.from(config.internalPrivateKey, 'base64'), '', 'miaohui material links', 32))
  }

  sign(materialId: string, now: Date, lifeSeconds: number): string {
    const expires = Math.floor(now.getTime() / 1000) + lifeSeconds
    return `${this.config.publicUrl}/api/v1/materials/${materialId}/content?e=${expires}&s=${this.signature(materialId, expires)}`
  }

  isValid(materialId: string, expires: number, signature: string, now: Date): boolean {
    const given = Buffer.from(signature)
    const right = Buffer.from(this.signature(materialId, expires))
    return given.length === right.length && timingSafeEqual(given, right) && expires * 1000 > now.getTime()
  }

  private signature(materialId: string, expires: number): string {
    return createHmac('sha256', this.key).update(`${materialId}.${expires}`).digest('base64url')
  }
}
