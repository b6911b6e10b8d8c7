import { CreateOrgTables1795341600000 } from './1795341600000-create-org-tables'

export const migrations = [CreateOrgTables1795341600000]
