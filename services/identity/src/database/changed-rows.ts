import type { EntityManager } from 'typeorm'

/** Rows of `update … returning` or `delete … returning`; TypeORM answers those with `[rows, count]`. */
export async function changedRows<Row>(db: EntityManager, sql: string, params: unknown[]): Promise<Row[]> {
  const [rows] = await db.query<[Row[], number]>(sql, params)
  return rows
}
