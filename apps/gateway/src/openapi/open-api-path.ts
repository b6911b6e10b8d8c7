import { join } from 'node:path'

/** The published interface as committed; the console's client is generated from it. */
export const OPENAPI_FILE = join(__dirname, '../../../../docs/api/openapi.json')
