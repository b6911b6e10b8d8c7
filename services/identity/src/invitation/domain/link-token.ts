import { createHash } from 'node:crypto'

/** All that is stored of a link: who reads the database cannot open it. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
