import { CreateIdentityTables1795341600000 } from './1795341600000-create-identity-tables'

export const migrations = [CreateIdentityTables1795341600000]
