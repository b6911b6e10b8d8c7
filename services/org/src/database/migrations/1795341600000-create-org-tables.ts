import { grantAll, grantFunction, isolate, dropPlatformTables, platformTables } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'

const TABLES = `
create table enterprise (
  enterprise_id uuid primary key,
  name text not null,
  time_zone text not null,
  created_at timestamptz not null default now()
);

create table permission_group (
  id uuid primary key,
  enterprise_id uuid not null,
  name text not null,
  preset text,
  permissions text[] not null,
  data_scope text not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  constraint uq_permission_group_id unique (enterprise_id, id),
  constraint uq_permission_group_name unique (enterprise_id, name),
  constraint uq_permission_group_preset unique (enterprise_id, preset),
  constraint fk_permission_group_enterprise foreign key (enterprise_id) references enterprise (enterprise_id),
  constraint ck_permission_group_preset check (preset in ('super-admin', 'sales')),
  constraint ck_permission_group_data_scope check (data_scope in ('own', 'team', 'department', 'enterprise'))
);

create table department (
  id uuid primary key,
  enterprise_id uuid not null,
  parent_id uuid,
  name text not null,
  position int not null default 0,
  rev int not null default 1,
  created_at timestamptz not null default now(),
  constraint uq_department_id unique (enterprise_id, id),
  constraint uq_department_name unique nulls not distinct (enterprise_id, parent_id, name),
  constraint fk_department_enterprise foreign key (enterprise_id) references enterprise (enterprise_id),
  constraint fk_department_parent foreign key (enterprise_id, parent_id) references department (enterprise_id, id),
  constraint ck_department_parent check (parent_id <> id)
);
create index ix_department_parent on department (enterprise_id, parent_id);

create table member (
  id uuid primary key,
  enterprise_id uuid not null,
  user_id uuid,
  name text not null,
  email text not null,
  state text not null,
  department_id uuid,
  permission_group_id uuid not null,
  rev int not null default 1,
  created_at timestamptz not null default now(),
  constraint uq_member_id unique (enterprise_id, id),
  constraint uq_member_email unique (enterprise_id, email),
  constraint uq_member_user unique (enterprise_id, user_id),
  constraint fk_member_enterprise foreign key (enterprise_id) references enterprise (enterprise_id),
  constraint fk_member_department foreign key (enterprise_id, department_id) references department (enterprise_id, id),
  constraint fk_member_permission_group foreign key (enterprise_id, permission_group_id) references permission_group (enterprise_id, id),
  constraint ck_member_state check (state in ('invited', 'active', 'suspended')),
  constraint ck_member_user check (state <> 'active' or user_id is not null)
);
create index ix_member_user on member (user_id) where user_id is not null;
create index ix_member_department on member (enterprise_id, department_id);
create index ix_member_permission_group on member (enterprise_id, permission_group_id);

create table team (
  id uuid primary key,
  enterprise_id uuid not null,
  name text not null,
  rev int not null default 1,
  created_at timestamptz not null default now(),
  constraint uq_team_id unique (enterprise_id, id),
  constraint uq_team_name unique (enterprise_id, name),
  constraint fk_team_enterprise foreign key (enterprise_id) references enterprise (enterprise_id)
);

create table team_member (
  enterprise_id uuid not null,
  team_id uuid not null,
  member_id uuid not null,
  is_leader boolean not null default false,
  added_at timestamptz not null default now(),
  primary key (enterprise_id, team_id, member_id),
  constraint fk_team_member_team foreign key (enterprise_id, team_id) references team (enterprise_id, id),
  constraint fk_team_member_member foreign key (enterprise_id, member_id) references member (enterprise_id, id)
);
create index ix_team_member_member on team_member (enterprise_id, member_id);

create table invitation (
  id uuid primary key,
  enterprise_id uuid not null,
  member_id uuid not null,
  invited_by uuid not null,
  state text not null default 'queued',
  attempts int not null default 0,
  reason text,
  queued_at timestamptz not null default now(),
  sent_at timestamptz,
  expires_at timestamptz,
  superseded_at timestamptz,
  delivery_seq bigint not null default 0,
  constraint fk_invitation_member foreign key (enterprise_id, member_id) references member (enterprise_id, id),
  constraint ck_invitation_state check (state in ('queued', 'sent', 'failed', 'accepted', 'expired', 'revoked'))
);
create unique index uq_invitation_current on invitation (enterprise_id, member_id) where superseded_at is null;
`

const ISOLATED = ['enterprise', 'permission_group', 'department', 'member', 'team', 'team_member', 'invitation']

/**
 * One statement answers what a user may do. The function sets the enterprise for its own body and restores what was set, so that
 * row-level security judges these rows like any others without a transaction and its three round trips around each question.
 */
const RESOLVE_ACCESS = `
create function resolve_access(of_user uuid, in_enterprise uuid)
returns table (
  enterprise_id uuid, enterprise_name text, time_zone text, member_id uuid, member_name text,
  is_super_admin boolean, permission_group_name text, permissions text[], data_scope text, teams jsonb)
language plpgsql
as $$
#variable_conflict use_column
declare
  outside text := current_setting('app.enterprise_id', true);
begin
  perform set_config('app.enterprise_id', in_enterprise::text, true);
  return query
  select e.enterprise_id, e.name, e.time_zone, m.id, m.name, g.preset is not distinct from 'super-admin', g.name, g.permissions, g.data_scope,
    case when g.preset = 'super-admin' then (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'isLeader', coalesce(tm.is_leader, false)) order by t.id), '[]')
      from team t
      left join team_member tm on tm.enterprise_id = t.enterprise_id and tm.team_id = t.id and tm.member_id = m.id
      where t.enterprise_id = in_enterprise)
    else (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'isLeader', tm.is_leader) order by t.id), '[]')
      from team_member tm
      join team t on t.enterprise_id = tm.enterprise_id and t.id = tm.team_id
      where tm.enterprise_id = in_enterprise and tm.member_id = m.id)
    end
  from member m
  join enterprise e on e.enterprise_id = m.enterprise_id
  join permission_group g on g.enterprise_id = m.enterprise_id and g.id = m.permission_group_id
  where m.enterprise_id = in_enterprise and m.user_id = of_user and m.state = 'active';
  perform set_config('app.enterprise_id', coalesce(outside, ''), true);
end $$;
`

/** The only look across enterprises: which of them a user is an active member of. It runs as the owner and returns ids alone. */
const ENTERPRISES_OF_USER = `
create policy member_of_any_enterprise on member for select to current_user using (true);
create function enterprises_of_user(of_user uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp
as $$ select enterprise_id from member where user_id = of_user and state = 'active' $$;
`

export class CreateOrgTables1795341600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const sql of platformTables()) await queryRunner.query(sql)
    await queryRunner.query(TABLES)
    for (const table of ISOLATED) {
      await queryRunner.query(isolate(table))
      await queryRunner.query(grantAll(table))
    }
    await queryRunner.query(RESOLVE_ACCESS)
    await queryRunner.query(ENTERPRISES_OF_USER)
    for (const signature of ['resolve_access(uuid, uuid)', 'enterprises_of_user(uuid)'])
      await queryRunner.query(grantFunction(signature))
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function resolve_access, enterprises_of_user')
    await queryRunner.query(`drop table ${ISOLATED.join(', ')}`)
    for (const sql of dropPlatformTables()) await queryRunner.query(sql)
  }
}
