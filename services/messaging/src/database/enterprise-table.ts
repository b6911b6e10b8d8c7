import { grantAll, isolate } from '@miaohui/persistence/platform-tables'

/**
 * Statements that give a table to the application under row-level security. The owner may look across enterprises: nobody signs in as
 * the owner but migrations, and its functions (claiming, sweeping) give out ids only.
 */
export function enterpriseTable(table: string): string[] {
  return [isolate(table), grantAll(table), `create policy across_enterprises on ${table} to current_user using (true)`]
}
