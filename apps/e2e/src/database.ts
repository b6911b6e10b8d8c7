import { Client, type QueryResultRow } from 'pg'
import type { Product } from '@miaohui/testing/product'

/** Asks a database of the product past the product, with the rights of its superuser. */
export async function askDatabase<Row extends QueryResultRow>(
  product: Product,
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const url = new URL(product.servers().postgresUrl)
  url.pathname = `/${database}`
  return askAt(url.href, sql, values)
}

/** Asks a database with the rights of the user in the URL, on a connection with these settings. */
export async function askAt<Row extends QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
  settings: Record<string, string> = {},
): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const [name, value] of Object.entries(settings)) await client.query('select set_config($1, $2, false)', [name, value])
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
