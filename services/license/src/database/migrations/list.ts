import { Seats1763800000000 } from './1763800000000-seats'
import { IsolateSeatLedger1763800200000 } from './1763800200000-isolate-seat-ledger'

export const migrations = [Seats1763800000000, IsolateSeatLedger1763800200000]
