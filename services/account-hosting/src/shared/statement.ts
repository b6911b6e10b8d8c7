import type { EntityManager } from 'typeorm'

/** Rows of any statement; the driver hands those of UPDATE and DELETE out together with their number. */
export async function rows<Row>(db: EntityManager, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const result: unknown = await db.query(sql, parameters)
  const list = result as unknown[]
  return (list.length === 2 && Array.isArray(list[0]) && typeof list[1] === 'number' ? list[0] : list) as Row[]
}
