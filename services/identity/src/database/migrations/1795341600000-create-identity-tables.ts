import { grantAll, grantFunction, isolate, dropPlatformTables, platformTables } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Belong to no enterprise: a person has one sign-in for all of them (docs/adr/0006). */
const GLOBAL_TABLES = `
create table login_user (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  is_operator boolean not null default false,
  created_at timestamptz not null default now(),
  constraint uq_login_user_email unique (email),
  constraint ck_login_user_email check (email = lower(email))
);

create table login_guard (
  key bytea primary key,
  fails int not null,
  last_at timestamptz not null default now(),
  locked_until timestamptz
);
create index ix_login_guard_last_at on login_guard (last_at);

create table session (
  id uuid primary key,
  user_id uuid not null,
  token_hash bytea not null,
  previous_hash bytea,
  rotated_at timestamptz not null default now(),
  device bytea not null,
  user_agent text,
  ip text,
  created_at timestamptz not null default now(),
  idle_until timestamptz not null,
  absolute_until timestamptz not null,
  revoked_at timestamptz,
  revoke_reason text,
  constraint fk_session_user foreign key (user_id) references login_user (id),
  constraint ck_session_revoke_reason check (revoke_reason in ('signed-out', 'reuse', 'access-lost')),
  constraint ck_session_revoked check ((revoked_at is null) = (revoke_reason is null))
);
create index ix_session_user on session (user_id) where revoked_at is null;
create index ix_session_absolute_until on session (absolute_until);

create table set_up (
  singleton boolean primary key default true,
  state text not null,
  user_id uuid not null,
  enterprise_id uuid not null,
  claimed_until timestamptz,
  started_at timestamptz not null default now(),
  done_at timestamptz,
  constraint ck_set_up_singleton check (singleton),
  constraint ck_set_up_state check (state in ('founding', 'done')),
  constraint fk_set_up_user foreign key (user_id) references login_user (id)
);

create table member_access (
  member_id uuid primary key,
  enterprise_id uuid not null,
  user_id uuid not null,
  active boolean not null,
  seq bigint not null
);
create index ix_member_access_user on member_access (user_id) where active;
`

const ENTERPRISE_TABLES = `
create table invitation (
  id uuid primary key,
  enterprise_id uuid not null,
  member_id uuid not null,
  email text not null,
  name text not null,
  enterprise_name text not null,
  team_name text,
  permission_group_name text not null,
  inviter_name text not null,
  seq bigint not null,
  state text not null,
  attempts int not null default 0,
  reason text,
  queued_at timestamptz not null default now(),
  next_attempt_at timestamptz,
  sent_at timestamptz,
  expires_at timestamptz,
  used_at timestamptz,
  accepted_by uuid,
  constraint uq_invitation_id unique (enterprise_id, id),
  constraint fk_invitation_user foreign key (accepted_by) references login_user (id),
  constraint ck_invitation_state check (state in ('queued', 'sent', 'failed', 'accepted', 'expired', 'revoked')),
  constraint ck_invitation_used check ((state = 'accepted') = (used_at is not null))
);
create index ix_invitation_due on invitation (next_attempt_at) where next_attempt_at is not null;
create index ix_invitation_sent on invitation (expires_at) where state = 'sent';
create index ix_invitation_member on invitation (enterprise_id, member_id);

create table invitation_link (
  token_hash bytea primary key,
  enterprise_id uuid not null,
  invitation_id uuid not null,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint fk_invitation_link_invitation foreign key (enterprise_id, invitation_id) references invitation (enterprise_id, id) on delete cascade
);
create index ix_invitation_link_invitation on invitation_link (enterprise_id, invitation_id);
create index ix_invitation_link_expires_at on invitation_link (expires_at);
`

/**
 * The looks across enterprises, as the owner: by the hash of a token that only the invited person has, and for the schedules. They
 * return ids; the work happens in a unit of the enterprise.
 */
const ACROSS_ENTERPRISES = `
create policy across_enterprises on invitation to current_user using (true);
create policy across_enterprises on invitation_link to current_user using (true);

create function invitation_of_link(of_hash bytea) returns table (enterprise_id uuid, invitation_id uuid)
language sql stable security definer set search_path = public, pg_temp
as $$ select enterprise_id, invitation_id from invitation_link where token_hash = of_hash $$;

create function claim_due_invitations(at_most int, lease interval) returns table (enterprise_id uuid, invitation_id uuid)
language sql security definer set search_path = public, pg_temp
as $$
  update invitation set next_attempt_at = now() + lease
  where id in (select id from invitation where next_attempt_at <= now() order by next_attempt_at limit at_most for update skip locked)
  returning enterprise_id, id
$$;

create function lapsed_invitations(at_most int) returns table (enterprise_id uuid, invitation_id uuid)
language sql stable security definer set search_path = public, pg_temp
as $$ select enterprise_id, id from invitation where state = 'sent' and expires_at <= now() order by expires_at limit at_most $$;

create function purge_invitation_links() returns void
language sql security definer set search_path = public, pg_temp
as $$ delete from invitation_link where expires_at < now() - interval '90 days' $$;
`

const GLOBAL = ['login_user', 'login_guard', 'session', 'set_up', 'member_access']
const ISOLATED = ['invitation', 'invitation_link']
const FUNCTIONS = [
  'invitation_of_link(bytea)',
  'claim_due_invitations(int, interval)',
  'lapsed_invitations(int)',
  'purge_invitation_links()',
]

export class CreateIdentityTables1795341600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const sql of platformTables()) await queryRunner.query(sql)
    await queryRunner.query(GLOBAL_TABLES)
    await queryRunner.query(ENTERPRISE_TABLES)
    for (const table of [...GLOBAL, ...ISOLATED]) await queryRunner.query(grantAll(table))
    for (const table of ISOLATED) await queryRunner.query(isolate(table))
    await queryRunner.query(ACROSS_ENTERPRISES)
    for (const signature of FUNCTIONS) await queryRunner.query(grantFunction(signature))
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop function ${FUNCTIONS.join(', ')}`)
    await queryRunner.query(`drop table ${[...GLOBAL, ...ISOLATED].join(', ')}`)
    for (const sql of dropPlatformTables()) await queryRunner.query(sql)
  }
}
