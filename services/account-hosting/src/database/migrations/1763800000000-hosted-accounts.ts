import { grant, grantAll, grantFunction, isolate, dropPlatformTables, platformTables } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'

const STATES = `'created', 'starting', 'qr', 'scanned', 'verify-code', 'logging-in', 'syncing', 'online', 'new-device-check', 'verify-qr',
  'verify-scanned', 'reconnecting', 'stopping', 'offline', 'expired', 'banned'`
const REASONS = `'never-logged-in', 'qr-timeout', 'code-failed', 'new-device-timeout', 'phone-logout', 'slot-taken', 'password-changed',
  'risk-control', 'net-lost', 'worker-lost', 'proxy-lost', 'user-stopped', 'license-expired', 'identity-taken', 'unknown'`

/** The functions of this service look over all enterprises with the owner's rights; they tell ids only. */
function ownerSees(table: string): string {
  return `do $do$ begin execute format('create policy owner_sees on ${table} to %I using (true) with check (true)', current_user); end $do$`
}

export class HostedAccounts1763800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const sql of platformTables()) await queryRunner.query(sql)
    const statements = [
      `create table hosted_account (
        id uuid primary key,
        enterprise_id uuid not null,
        team_id uuid not null,
        platform text not null constraint ck_hosted_account_platform check (platform in ('wecom')),
        scheme text not null constraint ck_hosted_account_scheme check (scheme in ('workmate', 'workzen')),
        region text not null,
        worker text not null,
        setup text not null constraint ck_hosted_account_setup check (setup in ('pending', 'done', 'undoing', 'removing', 'removed')),
        setup_at timestamptz not null,
        idempotency_key text not null,
        state text not null constraint ck_hosted_account_state check (state in (${STATES})),
        reason text constraint ck_hosted_account_reason check (reason in (${REASONS})),
        name text,
        avatar_url text,
        provider_user_id text,
        qr jsonb,
        verify_code jsonb,
        deadline_at timestamptz,
        overdue_at timestamptz,
        online_since timestamptz,
        watch_until timestamptz,
        last_synced_at timestamptz,
        created_by uuid not null,
        created_by_name text not null,
        rev int not null default 1,
        created_at timestamptz not null,
        constraint uq_hosted_account_enterprise_id unique (enterprise_id, id),
        constraint uq_hosted_account_idempotency unique (enterprise_id, created_by, idempotency_key))`,
      `create index ix_hosted_account_team on hosted_account (enterprise_id, team_id, id) where setup = 'done'`,
      `create index ix_hosted_account_overdue on hosted_account (overdue_at) where overdue_at is not null`,
      `create index ix_hosted_account_setup on hosted_account (setup_at) where setup in ('pending', 'undoing', 'removing')`,
      // Narrow and written with every batch of events: apart from the wide row.
      `create table account_stream (
        account_id uuid primary key,
        enterprise_id uuid not null,
        owner uuid,
        lease_until timestamptz,
        fence bigint not null default 0,
        epoch text,
        seq bigint not null default 0,
        constraint fk_account_stream_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id) on delete cascade)`,
      `create index ix_account_stream_owner on account_stream (owner)`,
      `create table actor_host (id uuid primary key, seen_at timestamptz not null)`,
      `create table account_timeline (
        id uuid primary key,
        enterprise_id uuid not null,
        account_id uuid not null,
        state text not null,
        reason text,
        at timestamptz not null,
        constraint fk_account_timeline_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id) on delete cascade)`,
      `create index ix_account_timeline_account on account_timeline (account_id, id)`,
      `create table sync_run (
        account_id uuid primary key,
        enterprise_id uuid not null,
        run_id uuid not null,
        state text not null constraint ck_sync_run_state check (state in ('running', 'finished', 'failed')),
        started_at timestamptz not null,
        finished_at timestamptz,
        problem text,
        constraint fk_sync_run_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id) on delete cascade)`,
      `create index ix_sync_run_running on sync_run (account_id) where state = 'running'`,
      `create table sync_part (
        account_id uuid not null,
        part text not null constraint ck_sync_part_part check (part in ('contacts', 'rooms', 'tags')),
        enterprise_id uuid not null,
        done int not null default 0,
        total int,
        read_up_to text,
        complete boolean not null default false,
        primary key (account_id, part),
        constraint fk_sync_part_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id) on delete cascade)`,
      ...['hosted_account', 'account_stream', 'account_timeline', 'sync_run', 'sync_part'].flatMap((table) => [
        isolate(table),
        ownerSees(table),
        grantAll(table),
      ]),
      grant('actor_host', 'select'),
      ...FUNCTIONS.flatMap(({ signature, body }) => [body, grantFunction(signature)]),
    ]
    for (const sql of statements) await queryRunner.query(sql)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { signature } of FUNCTIONS) await queryRunner.query(`drop function ${signature}`)
    await queryRunner.query('drop table sync_part, sync_run, account_timeline, actor_host, account_stream, hosted_account')
    for (const sql of dropPlatformTables()) await queryRunner.query(sql)
  }
}

const definer = 'security definer set search_path = public, pg_temp'
const FUNCTIONS = [
  {
    // Renews what the host holds and tells how many streams are its fair share.
    signature: 'host_heartbeat(uuid, int)',
    body: `create function host_heartbeat(host uuid, ttl_ms int, out held uuid[], out share int) language plpgsql ${definer} as $$
      begin
        insert into actor_host values (host, clock_timestamp()) on conflict (id) do update set seen_at = excluded.seen_at;
        delete from actor_host where seen_at < clock_timestamp() - interval '1 minute';
        with renewed as (
          update account_stream set lease_until = clock_timestamp() + ttl_ms * interval '1 millisecond' where owner = host returning account_id)
        select coalesce(array_agg(account_id), '{}') into held from renewed;
        select ceil((select count(*) from account_stream)::numeric / greatest(1, count(*)))::int into share
          from actor_host where seen_at > clock_timestamp() - ttl_ms * interval '1 millisecond';
      end $$`,
  },
  {
    signature: 'claim_streams(uuid, int, int)',
    body: `create function claim_streams(host uuid, ttl_ms int, most int)
      returns table (account_id uuid, enterprise_id uuid) language sql ${definer} as $$
        update account_stream s
           set owner = host, fence = s.fence + 1, lease_until = clock_timestamp() + ttl_ms * interval '1 millisecond'
         where s.account_id in (
           select c.account_id from account_stream c join hosted_account a on a.id = c.account_id
            where a.setup = 'done' and (c.owner is null or c.lease_until < clock_timestamp())
            order by c.account_id limit greatest(0, most) for update of c skip locked)
        returning s.account_id, s.enterprise_id $$`,
  },
  {
    signature: 'release_streams(uuid, uuid[])',
    body: `create function release_streams(host uuid, accounts uuid[]) returns void language sql ${definer} as $$
      update account_stream set owner = null, lease_until = null where owner = host and (accounts is null or account_id = any(accounts));
      delete from actor_host where id = host and accounts is null $$`,
  },
  {
    // What the accounts of a host wait for: a deadline has passed, or a synchronisation was asked for.
    signature: 'account_work(uuid)',
    body: `create function account_work(host uuid) returns table (account_id uuid, work text) language sql stable ${definer} as $$
      select a.id, 'overdue' from hosted_account a join account_stream s on s.account_id = a.id
       where s.owner = host and a.overdue_at < clock_timestamp()
      union all
      select r.account_id, 'sync' from sync_run r join account_stream s on s.account_id = r.account_id
       where s.owner = host and r.state = 'running' $$`,
  },
  {
    // Creations and removals that a crash or an absent neighbour left half done. Each is handed out once per 30 s.
    signature: 'unfinished_setups(int)',
    body: `create function unfinished_setups(age_ms int) returns table (account_id uuid, enterprise_id uuid) language sql ${definer} as $$
      update hosted_account a set setup_at = clock_timestamp()
       where a.id in (
         select id from hosted_account where setup in ('pending', 'undoing', 'removing') and setup_at < clock_timestamp() - age_ms * interval '1 millisecond'
         order by setup_at limit 50 for update skip locked)
      returning a.id, a.enterprise_id $$`,
  },
  {
    signature: 'worker_load()',
    body: `create function worker_load() returns table (worker text, accounts int) language sql stable ${definer} as $$
      select worker, count(*)::int from hosted_account where setup in ('pending', 'done') group by worker $$`,
  },
] as const
