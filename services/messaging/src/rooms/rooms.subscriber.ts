import {
  roomMembersJoined,
  roomsListed,
  type RoomMembersJoined,
  type RoomsListed,
} from '@miaohui/contracts/account-hosting/events'
import type { Envelope } from '@miaohui/contracts/kernel/event'
import { newId } from '@miaohui/contracts/kernel/ids'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { ProjectAccounts } from '../accounts/project-accounts'
import { SettleByEvidence } from '../sends/settle-by-evidence'

@Injectable()
export class RoomsSubscriber {
  constructor(
    private readonly accounts: ProjectAccounts,
    private readonly evidence: SettleByEvidence,
  ) {}

  @OnEvent(roomsListed)
  async listed(batch: Envelope<RoomsListed>[], { db, enterpriseId }: EventContext): Promise<void> {
    const pages = batch.map((e) => e.data)
    await this.accounts.known(db, enterpriseId, pages)
    const rows = new Map(
      pages.flatMap((p) =>
        p.rooms.map((r) => [`${p.accountId} ${r.providerId}`, { ...r, id: newId(), account: p.accountId, team: p.teamId }]),
      ),
    )
    await db.query(
      `insert into room (id, enterprise_id, team_id, account_id, provider_id, name, member_count, external, owned)
       select id, $1, team, account, "providerId", name, "memberCount", external, owned
       from json_to_recordset($2::json) as g (id uuid, team uuid, account uuid, "providerId" text, name text, "memberCount" int, external boolean, owned boolean)
       order by account, "providerId"
       on conflict (enterprise_id, account_id, provider_id) do update set team_id = excluded.team_id, name = excluded.name,
         member_count = excluded.member_count, external = excluded.external, owned = excluded.owned, full_until = null
       where (room.team_id, room.name, room.member_count, room.external, room.owned)
         is distinct from (excluded.team_id, excluded.name, excluded.member_count, excluded.external, excluded.owned)`,
      [enterpriseId, JSON.stringify([...rows.values()])],
    )
  }

  /** Somebody who joined may have been pulled in by a send whose acknowledgement was lost. */
  @OnEvent(roomMembersJoined)
  async joined(batch: Envelope<RoomMembersJoined>[], { db, enterpriseId }: EventContext): Promise<void> {
    await this.evidence.ofJoins(
      db,
      enterpriseId,
      batch.map((e) => e.data),
    )
  }
}
