import type { Page } from '@miaohui/contracts/kernel/page'
import type { ListMaterials, Material } from '@miaohui/contracts/messaging/material'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { ManageMaterials } from './manage-materials'
import { MaterialEntity } from './material.entity'

type Row = MaterialEntity & { at: string }

/** Newest first. */
@Injectable()
export class ListMaterialsQuery {
  constructor(
    private readonly units: UnitOfWork,
    private readonly materials: ManageMaterials,
  ) {}

  async execute(enterpriseId: string, input: ListMaterials): Promise<Page<Material>> {
    const page = await keysetPage<Row>(input, {
      parts: 2,
      key: (row) => [row.at, row.id],
      fetch: (after, limit) =>
        this.units.run(enterpriseId, (db) =>
          db.query<Row[]>(
            `select id, kind, name, content_type as "contentType", bytes, created_at as "createdAt", created_at::text as at
             from material where enterprise_id = $1 and team_id = $2 and deleted_at is null and ($3::text is null or kind = $3)
               and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
             order by created_at desc, id desc limit $6`,
            [enterpriseId, input.teamId, input.kind ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
          ),
        ),
    })
    return { ...page, items: page.items.map((row) => this.materials.view(row)) }
  }
}
