import { connect, JSONCodec } from 'nats'
import { Pool } from 'pg'

const QUERY = `select id, account_id, name, remark, avatar_url, kind, corporation, relation, added_at
  from customer where enterprise_id = $1 and team_id = $2 and id = $3`

type Question = { enterpriseId: string; teamId: string; id: string }

/** The service of the reference chain: one request, one prepared indexed read. */
async function main(): Promise<void> {
  const codec = JSONCodec<object>()
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
  const bus = await connect({ servers: process.env['NATS_URL'], noAsyncTraces: true })
  bus.subscribe('customer.get', {
    queue: 'service',
    callback: (_error, message) => {
      const { enterpriseId, teamId, id } = codec.decode(message.data) as Question
      pool
        .query<object>({ name: 'customer', text: QUERY, values: [enterpriseId, teamId, id] })
        .then(({ rows: [customer] }) => message.respond(codec.encode(customer ?? {})))
        .catch((error: unknown) => {
          console.error(error)
          process.exit(1)
        })
    },
  })
  await bus.flush()
  process.send?.({ port: 0 })
}

void main()
