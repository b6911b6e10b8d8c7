import { grantFunction } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { enterpriseTable } from '../enterprise-table'

/** Sends, their pacing, broadcasts, conversations and messages. */
export class Sends1763800100000 implements MigrationInterface {
  name = 'Sends1763800100000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table broadcast (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        name text not null,
        mode text not null,
        state text not null,
        filter jsonb not null,
        messages jsonb not null,
        audience jsonb not null,
        sends int not null default 0,
        final_counts jsonb,
        start_at timestamptz not null,
        frozen_at timestamptz,
        finished_at timestamptz,
        created_by uuid not null,
        created_by_name text not null,
        rev int not null default 1,
        created_at timestamptz not null default now(),
        constraint pk_broadcast primary key (id),
        constraint uq_broadcast_enterprise unique (enterprise_id, id),
        constraint ck_broadcast_mode check (mode in ('unlimited')),
        constraint ck_broadcast_state check (state in ('scheduled', 'freezing', 'running', 'paused', 'finished', 'cancelled')),
        constraint ck_broadcast_frozen check (state not in ('running', 'paused', 'finished') or frozen_at is not null)
      );
      create index ix_broadcast_team on broadcast (enterprise_id, team_id, created_at desc, id desc);
      create index ix_broadcast_open on broadcast (enterprise_id, start_at) where state in ('scheduled', 'freezing', 'running');

      create table send (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        account_id uuid not null,
        customer_id uuid,
        chat_key text not null,
        source text not null,
        source_id uuid not null,
        step_no int not null,
        seq int not null default 0,
        priority smallint not null,
        content jsonb,
        author_name text,
        state text not null,
        epoch int not null default 0,
        attempt int not null default 0,
        ever_handed boolean not null default false,
        in_doubt boolean not null default false,
        provider_class char(1),
        room_id uuid,
        due_at timestamptz not null,
        expires_at timestamptz,
        lease_until timestamptz,
        handed_at timestamptz,
        provider_message_id text,
        outcome_code text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint pk_send primary key (id),
        constraint uq_send_source unique nulls not distinct (enterprise_id, source, source_id, customer_id, step_no),
        constraint ck_send_source check (source in ('inbox', 'answer-sop', 'private-sop', 'group-sop', 'tag-sop', 'broadcast', 'open-api')),
        constraint ck_send_state check (state in
          ('planned', 'claimed', 'handed', 'acked', 'delivered', 'failed', 'unknown', 'cancelled', 'skipped', 'missed')),
        constraint ck_send_content check (content is not null or source = 'broadcast'),
        constraint ck_send_failed_has_reason check (state <> 'failed' or outcome_code is not null)
      );
      -- A broadcast's rows are found through the broadcast, so that pausing it takes them out of sight without touching them.
      create index ix_send_direct on send (account_id, priority, due_at, seq) where state = 'planned' and source <> 'broadcast';
      create index ix_send_broadcast on send (source_id, account_id, seq) where state = 'planned' and source = 'broadcast';
      create index ix_send_lease on send (lease_until) where state in ('claimed', 'handed');
      create index ix_send_acked on send (updated_at) where state = 'acked';
      create index ix_send_pull_in on send (account_id, customer_id) where room_id is not null;
      create index ix_send_expiry on send (expires_at) where state = 'planned' and expires_at is not null;

      create table account_pacing (
        account_id uuid not null,
        enterprise_id uuid not null,
        next_slot_at timestamptz not null default now(),
        day date not null default current_date,
        used_today int not null default 0,
        constraint pk_account_pacing primary key (account_id),
        constraint fk_account_pacing_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id)
      );

      create table conversation (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        account_id uuid not null,
        kind text not null,
        chat_key text not null,
        last_text text not null default '',
        last_kind text not null default 'text',
        last_at timestamptz not null,
        unread int not null default 0,
        waiting_since timestamptz,
        last_send_no int not null default 0,
        rev int not null default 1,
        constraint pk_conversation primary key (id),
        constraint uq_conversation_enterprise unique (enterprise_id, id),
        constraint uq_conversation_chat unique (enterprise_id, account_id, chat_key),
        constraint fk_conversation_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id),
        constraint ck_conversation_kind check (kind in ('private', 'room'))
      );
      create index ix_conversation_team on conversation (enterprise_id, team_id, last_at desc, id desc);
      create index ix_conversation_waiting on conversation (enterprise_id, team_id, last_at desc, id desc) where waiting_since is not null;

      create table message (
        id uuid not null,
        enterprise_id uuid not null,
        conversation_id uuid not null,
        account_id uuid not null,
        direction text not null,
        kind text not null,
        text text,
        media_url text,
        material_id uuid,
        send_id uuid,
        provider_message_id text,
        origin text,
        author_name text,
        at timestamptz not null,
        constraint pk_message primary key (id),
        constraint fk_message_conversation foreign key (enterprise_id, conversation_id) references conversation (enterprise_id, id) on delete cascade,
        constraint ck_message_direction check (direction in ('in', 'out'))
      );
      create index ix_message_conversation on message (conversation_id, at desc, id desc);
      create unique index uq_message_send on message (send_id) where send_id is not null;
      create unique index uq_message_provider on message (enterprise_id, account_id, provider_message_id) where provider_message_id is not null;
    `)
    for (const table of ['broadcast', 'send', 'account_pacing', 'conversation', 'message'])
      for (const sql of enterpriseTable(table)) await runner.query(sql)
    for (const sql of this.crossEnterpriseFunctions) await runner.query(sql)
    for (const signature of [
      'claim_sends(uuid[], int, boolean, int, int, int)',
      'due_accounts(int)',
      'enterprises_to_sweep(int)',
    ])
      await runner.query(grantFunction(signature))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function enterprises_to_sweep(int);
      drop function due_accounts(int);
      drop function claim_sends(uuid[], int, boolean, int, int, int);
      drop table message, conversation, account_pacing, send, broadcast;
    `)
  }

  /**
   * What looks across enterprises: schedulers and sweepers. Each gives out ids only, never content; the work itself then runs inside its
   * enterprise.
   */
  private readonly crossEnterpriseFunctions = [
    // Transition S2. The pacing row of an account is locked first, so claims of one account come one after the other over all processes
    // and the gap and the daily cap hold whoever dies. Priorities up to 10 (a person, the open API, an answer SOP) do not wait for the
    // gap; what follows them does. Step k+1 of a customer waits until step k has left our hands. One plan serves all values; left to
    // itself the server makes it anew for each claim, which costs eight times the claim (880 µs to 100).
    `create function claim_sends(accounts uuid[], per_account int, with_paced boolean, gap_ms int, daily_cap int, lease_ms int)
     returns table (send_id uuid, enterprise_id uuid, account_id uuid, epoch int, priority smallint)
     language plpgsql security definer set search_path = public set plan_cache_mode = force_generic_plan as $$
     #variable_conflict use_column
     declare
       moment timestamptz;
       today date;
     begin
       -- A claim that a crash of the server takes back is safe, because nobody was called yet: it need not wait for the disk.
       perform set_config('synchronous_commit', 'off', true);
       perform 1 from account_pacing p where p.account_id = any(accounts) order by p.account_id for update;
       moment := clock_timestamp();
       today := (moment at time zone 'Asia/Shanghai')::date;
       return query
       with lane as materialized (
         select p.account_id, p.enterprise_id,
           greatest(0, daily_cap - case when p.day = today then p.used_today else 0 end) as left_today,
           case when not with_paced then 0 when gap_ms = 0 then per_account when p.next_slot_at <= moment then 1 else 0 end as slots
         from account_pacing p join hosted_account a on a.id = p.account_id and a.connected
         where p.account_id = any(accounts)
       ), prompt as (
         select found.id, found.priority from lane l cross join (values (0), (5), (10)) level (priority) cross join lateral (
           select s.id, s.priority from send s
           where s.account_id = l.account_id and s.priority = level.priority and s.state = 'planned' and s.source <> 'broadcast'
             and s.due_at <= moment and (s.expires_at is null or s.expires_at > moment)
             and not exists (select 1 from send e where e.enterprise_id = s.enterprise_id and e.source = s.source
               and e.source_id = s.source_id and e.customer_id is not distinct from s.customer_id and e.step_no < s.step_no
               and e.state in ('planned', 'claimed', 'handed'))
           order by s.due_at, s.seq
           limit case when level.priority = 0 then per_account else least(per_account, l.left_today) end
           for update of s skip locked
         ) found
       ), paced as (
         select found.id, found.priority from lane l cross join lateral (
           select either.id, either.priority from (
             (select s.id, s.priority from (
               select s.id, s.priority from send s
               where s.account_id = l.account_id and s.priority = 20 and s.state = 'planned' and s.source <> 'broadcast'
                 and s.due_at <= moment and (s.expires_at is null or s.expires_at > moment)
                 and not exists (select 1 from send e where e.enterprise_id = s.enterprise_id and e.source = s.source
                   and e.source_id = s.source_id and e.customer_id is not distinct from s.customer_id and e.step_no < s.step_no
                   and e.state in ('planned', 'claimed', 'handed'))
               order by s.due_at, s.seq limit least(l.slots, l.left_today) for update of s skip locked) s)
             union all
             (select s.id, s.priority from broadcast b cross join lateral (
               select s.id, s.priority from send s
               where s.source_id = b.id and s.account_id = l.account_id and s.state = 'planned' and s.source = 'broadcast'
                 and s.due_at <= moment and (s.expires_at is null or s.expires_at > moment)
                 and not exists (select 1 from send e where e.enterprise_id = s.enterprise_id and e.source = s.source
                   and e.source_id = s.source_id and e.customer_id = s.customer_id and e.step_no < s.step_no
                   and e.state in ('planned', 'claimed', 'handed'))
               order by s.seq limit least(l.slots, l.left_today) for update of s skip locked) s
              where b.enterprise_id = l.enterprise_id and b.state = 'running'
              limit least(l.slots, l.left_today))
           ) either order by either.priority limit least(l.slots, l.left_today)
         ) found
       ), taken as (
         update send s set state = 'claimed', epoch = s.epoch + 1, lease_until = moment + lease_ms * interval '1 ms', updated_at = moment
         from (select id from prompt union all select id from paced) chosen
         where s.id = chosen.id and s.state = 'planned'
         returning s.id, s.enterprise_id, s.account_id, s.epoch, s.priority
       ), spent as (
         update account_pacing p set
           next_slot_at = case when gap_ms = 0 then p.next_slot_at else moment + gap_ms * interval '1 ms' end,
           used_today = case when p.day = today then p.used_today else 0 end + used.automatic,
           day = today
         from (select t.account_id, count(*) filter (where t.priority > 0)::int as automatic from taken t group by 1) used
         where p.account_id = used.account_id
       )
       select t.id, t.enterprise_id, t.account_id, t.epoch, t.priority from taken t;
     end $$`,

    // Accounts with something to send within the horizon, and when: one index probe per account and lane.
    `create function due_accounts(horizon_ms int)
     returns table (enterprise_id uuid, account_id uuid, due_at timestamptz)
     language sql stable security definer set search_path = public as $$
       select a.enterprise_id, a.id, min(found.due_at)
       from hosted_account a join account_pacing p on p.account_id = a.id
       cross join lateral (
         select direct.due_at from (values (0), (5), (10), (20)) level (priority) cross join lateral (
           select case when level.priority <= 10 then s.due_at else greatest(s.due_at, p.next_slot_at) end as due_at from send s
           where s.account_id = a.id and s.priority = level.priority and s.state = 'planned' and s.source <> 'broadcast'
             and s.due_at <= now() + horizon_ms * interval '1 ms'
           order by s.due_at limit 1) direct
         union all
         select greatest(b.start_at, p.next_slot_at) from broadcast b
         where b.enterprise_id = a.enterprise_id and b.state = 'running' and exists (
           select 1 from send s where s.source_id = b.id and s.account_id = a.id and s.state = 'planned' and s.source = 'broadcast')
       ) found
       where a.connected
       group by 1, 2
     $$`,

    // Enterprises in which something is overdue: a lease, an expiry, an echo, a broadcast that should start, be frozen or end.
    `create function enterprises_to_sweep(grace_ms int)
     returns setof uuid
     language sql stable security definer set search_path = public as $$
       select enterprise_id from send where state in ('claimed', 'handed') and lease_until < now()
       union
       select enterprise_id from send where state = 'acked' and updated_at < now() - grace_ms * interval '1 ms'
       union
       select enterprise_id from send where state = 'planned' and expires_at is not null and expires_at < now()
       union
       select enterprise_id from broadcast where state in ('freezing', 'running')
         or (state = 'scheduled' and (frozen_at is null or start_at <= now()))
     $$`,
  ]
}
