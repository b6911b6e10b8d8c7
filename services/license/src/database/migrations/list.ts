import { Seats1763800000000 } from './1763800000000-seats'

export const migrations = [Seats1763800000000]
