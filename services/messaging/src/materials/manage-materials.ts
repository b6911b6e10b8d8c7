import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import {
  MAX_MATERIAL_BYTES,
  type Material,
  type MaterialContent,
  type ReadMaterial,
  type UploadMaterial,
} from '@miaohui/contracts/messaging/material'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Clock } from '@miaohui/platform/time'
import { Injectable } from '@nestjs/common'
import { IsNull } from 'typeorm'
import { isImage, typeOfBytes } from './domain/file-type'
import { LINK_LIFE, MaterialLinks } from './material-links'
import { MaterialStore } from './material-store'
import { MaterialEntity } from './material.entity'

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

@Injectable()
export class ManageMaterials {
  constructor(
    private readonly units: UnitOfWork,
    private readonly store: MaterialStore,
    private readonly links: MaterialLinks,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem MATERIAL_TOO_LARGE, MATERIAL_TYPE (a picture that is none), VALIDATION_FAILED (not base64). */
  async upload({ enterpriseId, memberId }: MemberActor, { teamId, kind, name, content }: UploadMaterial): Promise<Material> {
    if (!BASE64.test(content))
      throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: 'content', code: 'FORMAT' }] })
    const bytes = Buffer.from(content, 'base64')
    if (bytes.length > MAX_MATERIAL_BYTES)
      throw new Problem(messagingProblems.MATERIAL_TOO_LARGE, { meta: { maxBytes: MAX_MATERIAL_BYTES } })
    const contentType = typeOfBytes(bytes)
    if (bytes.length === 0 || (kind === 'image' && !isImage(contentType))) throw new Problem(messagingProblems.MATERIAL_TYPE)
    const sha256 = await this.store.put(bytes)
    const row: MaterialEntity = {
      id: newId(),
      enterpriseId,
      teamId,
      kind,
      name,
      contentType,
      bytes: bytes.length,
      sha256,
      createdBy: memberId,
      createdAt: this.clock.now(),
      deletedAt: null,
    }
    await this.units.run(enterpriseId, (db) => db.insert(MaterialEntity, row))
    return this.view(row)
  }

  /** What was sent stays sent; what is still planned with it fails. The file remains, because others may have uploaded the same. */
  async delete(enterpriseId: string, teamId: string, id: string): Promise<void> {
    const { affected } = await this.units.run(enterpriseId, (db) =>
      db.update(MaterialEntity, { enterpriseId, teamId, id, deletedAt: IsNull() }, { deletedAt: this.clock.now() }),
    )
    if (!affected) throw new Problem(commonProblems.NOT_FOUND)
  }

  /** @throws Problem MATERIAL_LINK_INVALID for every link that does not open a file, whatever the reason. */
  async read({ id, expires, signature }: ReadMaterial): Promise<MaterialContent> {
    if (!this.links.isValid(id, expires, signature, this.clock.now())) throw new Problem(messagingProblems.MATERIAL_LINK_INVALID)
    const [owner] = await this.units.runGlobal((db) =>
      db.query<{ enterprise_id: string | null }[]>(`select enterprise_of_material($1) as enterprise_id`, [id]),
    )
    if (!owner?.enterprise_id) throw new Problem(messagingProblems.MATERIAL_LINK_INVALID)
    const enterpriseId = owner.enterprise_id
    const row = await this.units.run(enterpriseId, (db) =>
      db.findOneBy(MaterialEntity, { enterpriseId, id, deletedAt: IsNull() }),
    )
    if (!row) throw new Problem(messagingProblems.MATERIAL_LINK_INVALID)
    const bytes = await this.store.get(row.sha256)
    return { contentType: row.contentType, name: row.name, content: bytes.toString('base64') }
  }

  view(row: MaterialEntity): Material {
    const { id, kind, name, contentType, bytes, createdAt } = row
    const url = this.links.sign(id, this.clock.now(), LINK_LIFE.console)
    return { id, kind, name, contentType, bytes, url, createdAt: createdAt.toISOString() }
  }
}
