import { Problem, type FieldError } from '@miaohui/contracts/kernel/problem'
import type { Content } from '@miaohui/contracts/messaging/content'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'

export type PlacedContent = { content: Content; at: string }

/** Materials and rooms that a content names must be the team's, and there. */
@Injectable()
export class CheckContent {
  /** @throws Problem CONTENT_EMPTY with the places of what is gone; an id of another team is answered like an unknown one. */
  async execute(db: EntityManager, enterpriseId: string, teamId: string, contents: readonly PlacedContent[]): Promise<void> {
    const materials = contents.flatMap((c) => c.content.materialId ?? [])
    const rooms = contents.flatMap((c) => c.content.roomIds ?? [])
    if (materials.length + rooms.length === 0) return
    const rows = await db.query<{ id: string }[]>(
      `select id from material where enterprise_id = $1 and team_id = $2 and id = any($3::uuid[]) and deleted_at is null
       union all select id from room where enterprise_id = $1 and team_id = $2 and id = any($4::uuid[])`,
      [enterpriseId, teamId, materials, rooms],
    )
    const there = new Set(rows.map((r) => r.id))
    const errors = contents.flatMap(({ content, at }): FieldError[] => [
      ...(content.materialId && !there.has(content.materialId) ? [{ path: `${at}.materialId`, code: 'GONE' }] : []),
      ...(content.roomIds?.some((id) => !there.has(id)) ? [{ path: `${at}.roomIds`, code: 'GONE' }] : []),
    ])
    if (errors.length > 0) throw new Problem(messagingProblems.CONTENT_EMPTY, { errors })
  }
}
