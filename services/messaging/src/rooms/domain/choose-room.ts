/** WeCom's limits on members of a room. */
const CAPACITY = { external: 500, internal: 2000 }

export type RoomOption = { id: string; providerId: string; memberCount: number; external: boolean; fullUntil: Date | null }

/** The first room, in the order given, that is not full; undefined when all are. A room that turned somebody away rests for a while. */
export function chooseRoom(rooms: readonly RoomOption[], now: Date): RoomOption | undefined {
  return rooms.find(
    (r) => r.memberCount < (r.external ? CAPACITY.external : CAPACITY.internal) && (r.fullUntil === null || r.fullUntil <= now),
  )
}
