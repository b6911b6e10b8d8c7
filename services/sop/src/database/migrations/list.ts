import { Sop1763800000000 } from './1763800000000-sop'

export const migrations = [Sop1763800000000]
