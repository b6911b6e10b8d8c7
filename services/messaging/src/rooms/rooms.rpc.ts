import type { Page } from '@miaohui/contracts/kernel/page'
import { listRooms, type ListRooms, type Room } from '@miaohui/contracts/messaging/room'
import { keysetPage } from '@miaohui/persistence/keyset'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'

type Row = {
  id: string
  account_id: string
  account_name: string | null
  name: string
  member_count: number
  external: boolean
  owned: boolean
}

@Injectable()
export class RoomsRpc {
  constructor(private readonly units: UnitOfWork) {}

  /** By name. */
  @HandleRpc(listRooms)
  async list(input: ListRooms, { actor }: RpcContext): Promise<Page<Room>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'room.view')
    const page = await keysetPage<Row>(input, {
      parts: 2,
      key: (row) => [row.name, row.id],
      fetch: (after, limit) =>
        this.units.run(enterpriseId, (db) =>
          db.query<Row[]>(
            `select r.id, r.account_id, a.name as account_name, r.name, r.member_count, r.external, r.owned
             from room r left join hosted_account a on a.enterprise_id = $1 and a.id = r.account_id
             where r.enterprise_id = $1 and r.team_id = $2 and ($3::uuid is null or r.account_id = $3)
               and ($4::text is null or position(lower($4) in lower(r.name)) > 0)
               and ($5::text is null or (r.name, r.id) > ($5, $6::uuid))
             order by r.name, r.id limit $7`,
            [
              enterpriseId,
              input.teamId,
              input.accountId ?? null,
              input.search || null,
              after?.[0] ?? null,
              after?.[1] ?? null,
              limit,
            ],
          ),
        ),
    })
    return {
      ...page,
      items: page.items.map((r) => ({
        id: r.id,
        accountId: r.account_id,
        accountName: r.account_name,
        name: r.name,
        memberCount: r.member_count,
        external: r.external,
        owned: r.owned,
      })),
    }
  }
}
