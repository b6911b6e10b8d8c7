import { NO_ENTERPRISE } from '@miaohui/contracts/kernel/ids'

/** Enterprise of the transaction; null outside a unit of work, so that comparisons are never true. `nullif`: a reset setting is ''. */
const CURRENT = `nullif(current_setting('app.enterprise_id', true), '')::uuid`
const RELAY = `current_setting('app.relay', true) = 'on'`

/** Row-level security, also for the owner: rows are seen and written only by a unit of work of their enterprise. */
export function isolate(table: string, column = 'enterprise_id'): string {
  return policy(table, `${column} = ${CURRENT}`)
}

/** Gives the application role (`mh_<service>_app`, beside the owner that migrates) the rights to work with a table. */
export function grantAll(table: string): string {
  return grant(table, 'select, insert, update, delete')
}

/** Rights on a table of which the application may use only some (an audit log: `select, insert`). */
export function grant(table: string, rights: string): string {
  return toApp(`grant ${rights} on ${table} to %I`)
}

export function grantSequence(sequence: string): string {
  return toApp(`grant usage on sequence ${sequence} to %I`)
}

/** Lets the application call a function, and nobody else: claim functions run with the owner's rights. */
export function grantFunction(signature: string): string {
  return `revoke all on function ${signature} from public; ${toApp(`grant execute on function ${signature} to %I`)}`
}

function toApp(statement: string): string {
  return `do $do$ begin execute format('${statement.replaceAll("'", "''")}', replace(current_user, '_owner', '_app')); end $do$`
}

function policy(table: string, using: string, check = using): string {
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy isolation on ${table} using (${using}) with check (${check})`,
  ].join('; ')
}

/** Statements that every service's first migration runs, one `queryRunner.query` each. */
export function platformTables(): string[] {
  return [
    `create sequence outbox_seq`,
    `create table outbox (
      id uuid primary key,
      enterprise_id uuid not null,
      aggregate text not null,
      seq bigint not null default nextval('outbox_seq'),
      name text not null,
      subject text not null,
      data json not null,
      trace text,
      created_at timestamptz not null default now(),
      published_at timestamptz,
      constraint uq_outbox_aggregate_seq unique (aggregate, seq))`,
    `create index ix_outbox_waiting on outbox (seq) where published_at is null`,
    `create index ix_outbox_published_at on outbox (published_at) where published_at is not null`,
    // Anybody may announce; only the relay and the sweeper read.
    policy('outbox', RELAY, 'true'),
    `create table inbox (
      consumer text not null,
      event_id uuid not null,
      done_at timestamptz not null default now(),
      primary key (consumer, event_id))`,
    `create index ix_inbox_done_at on inbox (done_at)`,
    `create table dead_event (
      consumer text not null,
      event_id uuid not null,
      enterprise_id uuid not null,
      name text not null,
      envelope json not null,
      error text not null,
      tries int not null,
      failed_at timestamptz not null default now(),
      primary key (consumer, event_id))`,
    policy('dead_event', `enterprise_id = ${CURRENT} or ${RELAY}`),
    `create table idempotency (
      enterprise_id uuid not null,
      principal text not null,
      route text not null,
      key text not null,
      fingerprint bytea not null,
      answer json,
      expires_at timestamptz not null,
      primary key (enterprise_id, principal, route, key))`,
    `create index ix_idempotency_expires_at on idempotency (expires_at)`,
    policy('idempotency', `enterprise_id = coalesce(${CURRENT}, '${NO_ENTERPRISE}'::uuid) or ${RELAY}`),
    // One cheap call per poll instead of a transaction; the setting is taken back, so that it never reaches the caller's statements.
    `create function outbox_waiting() returns boolean language plpgsql as $$ declare waiting boolean; begin
      perform set_config('app.relay', 'on', true);
      select exists (select 1 from outbox where published_at is null) into waiting;
      perform set_config('app.relay', '', true);
      return waiting; end $$`,
    `create function platform_purge() returns void language plpgsql as $$ begin
      perform set_config('app.relay', 'on', true);
      delete from outbox where published_at < now() - interval '7 days';
      delete from inbox where done_at < now() - interval '8 days';
      delete from idempotency where expires_at < now();
      perform set_config('app.relay', '', true); end $$`,
    // Size on disk against the size when it was last analysed: known at once, unlike the counters that autovacuum goes by.
    `create function analyze_grown_tables() returns void language plpgsql security definer set search_path = public as $$
      declare grown regclass; begin
      if not pg_try_advisory_xact_lock(hashtextextended('analyze-grown-tables', 8403)) then return; end if;
      for grown in
        select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relowner = current_user::regrole
          and pg_relation_size(oid) / current_setting('block_size')::int > greatest(8, relpages * 1.5)
      loop execute format('analyze %s', grown); end loop; end $$`,
    ...['outbox', 'inbox', 'dead_event', 'idempotency'].map(grantAll),
    grantSequence('outbox_seq'),
    grantFunction('outbox_waiting()'),
    grantFunction('platform_purge()'),
    grantFunction('analyze_grown_tables()'),
  ]
}

/** What `platformTables` made, gone again: for the `down` of a service's first migration. */
export function dropPlatformTables(): string[] {
  return [
    'drop function outbox_waiting(), platform_purge(), analyze_grown_tables()',
    'drop table outbox, inbox, dead_event, idempotency',
    'drop sequence outbox_seq',
  ]
}
