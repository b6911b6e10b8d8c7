import { grantAll, grantFunction, isolate, dropPlatformTables, platformTables } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'

const TABLES = ['account', 'answer_sop', 'answer_sop_version', 'answer_sop_account', 'answer_setting', 'run', 'run_step']

export class Sop1763800000000 implements MigrationInterface {
  name = 'Sop1763800000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of platformTables()) await runner.query(sql)
    await runner.query(`
      create table account (
        enterprise_id uuid not null,
        account_id uuid not null,
        team_id uuid not null,
        name text,
        rev int not null,
        constraint pk_account primary key (enterprise_id, account_id)
      );
      create index ix_account_team on account (enterprise_id, team_id);

      create table answer_sop (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        name text not null,
        enabled boolean not null default false,
        version int not null default 1,
        created_by uuid not null,
        updated_at timestamptz(3) not null default now(),
        constraint pk_answer_sop primary key (id),
        constraint uq_answer_sop_enterprise unique (enterprise_id, id),
        constraint uq_answer_sop_name unique (enterprise_id, team_id, name)
      );

      create table answer_sop_version (
        enterprise_id uuid not null,
        answer_sop_id uuid not null,
        version int not null,
        steps jsonb not null,
        created_at timestamptz not null default now(),
        constraint pk_answer_sop_version primary key (answer_sop_id, version),
        constraint fk_answer_sop_version_sop foreign key (enterprise_id, answer_sop_id) references answer_sop (enterprise_id, id) on delete cascade
      );

      create table answer_sop_account (
        enterprise_id uuid not null,
        answer_sop_id uuid not null,
        account_id uuid not null,
        constraint pk_answer_sop_account primary key (answer_sop_id, account_id),
        constraint fk_answer_sop_account_sop foreign key (enterprise_id, answer_sop_id) references answer_sop (enterprise_id, id) on delete cascade,
        constraint fk_answer_sop_account_account foreign key (enterprise_id, account_id) references account (enterprise_id, account_id) on delete cascade
      );

      create table answer_setting (
        enterprise_id uuid not null,
        account_id uuid not null,
        mode text not null,
        answer_sop_id uuid,
        welcome jsonb,
        changed_by_name text not null,
        changed_at timestamptz not null default now(),
        constraint pk_answer_setting primary key (enterprise_id, account_id),
        constraint fk_answer_setting_account foreign key (enterprise_id, account_id) references account (enterprise_id, account_id) on delete cascade,
        constraint fk_answer_setting_sop foreign key (enterprise_id, answer_sop_id) references answer_sop (enterprise_id, id),
        constraint ck_answer_setting_mode check (mode in ('none', 'welcome', 'answer-sop')),
        constraint ck_answer_setting_one_way check (
          (mode = 'answer-sop') = (answer_sop_id is not null) and (mode = 'welcome') = (welcome is not null)
        )
      );

      create table run (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        account_id uuid not null,
        customer_id uuid not null,
        customer_name text not null,
        trigger_id uuid not null,
        answer_sop_id uuid,
        version int,
        state text not null default 'running',
        stop_reason text,
        started_at timestamptz(3) not null,
        ended_at timestamptz,
        constraint pk_run primary key (id),
        constraint uq_run_enterprise unique (enterprise_id, id),
        constraint uq_run_trigger unique (enterprise_id, trigger_id),
        constraint ck_run_state check (state in ('running', 'finished', 'stopped')),
        constraint ck_run_ended check ((state = 'running') = (ended_at is null))
      );
      create unique index uq_run_running on run (enterprise_id, customer_id) where state = 'running';
      create index ix_run_sop on run (enterprise_id, answer_sop_id, started_at desc, id desc);

      create table run_step (
        enterprise_id uuid not null,
        run_id uuid not null,
        step_no int not null,
        delay_ms bigint not null,
        content jsonb not null,
        state text not null default 'waiting',
        due_at timestamptz,
        lease_until timestamptz,
        send_id uuid,
        outcome text,
        settled_at timestamptz,
        constraint pk_run_step primary key (run_id, step_no),
        constraint fk_run_step_run foreign key (enterprise_id, run_id) references run (enterprise_id, id) on delete cascade,
        constraint ck_run_step_state check (state in
          ('waiting', 'planned', 'claimed', 'handed', 'acked', 'delivered', 'failed', 'unknown', 'cancelled', 'skipped', 'missed'))
      );
      create index ix_run_step_due on run_step (due_at) where state = 'waiting' and due_at is not null;
    `)
    for (const table of TABLES) {
      await runner.query(isolate(table))
      await runner.query(grantAll(table))
    }
    // Finds work across enterprises: it hands out keys and a lease, never content; the work itself runs inside the enterprise. Row
    // security is forced on the owner too, so the owner, with whose rights the function runs, gets a policy of its own.
    await runner.query(`
      create policy claim on run_step to current_user using (true);
      create function claim_due_steps(look_ahead interval, max_steps int)
      returns table (enterprise_id uuid, run_id uuid, step_no int, due_at timestamptz)
      language sql security definer set search_path = public, pg_temp as $$
        with due as (
          select s.run_id, s.step_no from run_step s
          where s.state = 'waiting' and s.due_at <= now() + look_ahead and (s.lease_until is null or s.lease_until < now())
          order by s.due_at
          limit max_steps
          for update skip locked
        )
        update run_step s set lease_until = greatest(now(), s.due_at) + interval '10 seconds'
        from due where s.run_id = due.run_id and s.step_no = due.step_no
        returning s.enterprise_id, s.run_id, s.step_no, s.due_at
      $$;
    `)
    await runner.query(grantFunction('claim_due_steps(interval, int)'))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function claim_due_steps(interval, int);
      drop table run_step, run, answer_setting, answer_sop_account, answer_sop_version, answer_sop, account;
    `)
    for (const sql of dropPlatformTables()) await runner.query(sql)
  }
}
