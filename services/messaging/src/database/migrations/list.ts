import { Customers1763800000000 } from './1763800000000-customers'
import { Sends1763800100000 } from './1763800100000-sends'

export const migrations = [Customers1763800000000, Sends1763800100000]
