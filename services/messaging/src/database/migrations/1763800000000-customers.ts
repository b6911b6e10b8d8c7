import { grantFunction, dropPlatformTables, platformTables } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { enterpriseTable } from '../enterprise-table'

/** Accounts (a projection), customers, tags, rooms and materials. */
export class Customers1763800000000 implements MigrationInterface {
  name = 'Customers1763800000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of platformTables()) await runner.query(sql)
    await runner.query(`
      create table hosted_account (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        name text,
        avatar_url text,
        connected boolean not null default false,
        provider_class char(1) not null default 'A',
        watch_until timestamptz,
        synced_at timestamptz,
        removed_at timestamptz,
        rev int not null default 0,
        constraint pk_hosted_account primary key (id),
        constraint uq_hosted_account_enterprise unique (enterprise_id, id),
        constraint ck_hosted_account_provider_class check (provider_class in ('A', 'B', 'C'))
      );
      create index ix_hosted_account_team on hosted_account (enterprise_id, team_id);

      create table customer (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        account_id uuid not null,
        provider_id text not null,
        name text not null,
        remark text,
        avatar_url text,
        kind text not null,
        gender smallint not null default 0,
        corporation text,
        relation text not null default 'friend',
        provider_tag_ids text[] not null default '{}',
        grams text[] not null default '{}',
        added_at timestamptz,
        friend_since timestamptz,
        listed_at timestamptz not null,
        constraint pk_customer primary key (id),
        constraint uq_customer_enterprise unique (enterprise_id, id),
        constraint uq_customer_provider unique (enterprise_id, account_id, provider_id),
        constraint fk_customer_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id),
        constraint ck_customer_kind check (kind in ('wechat', 'wecom', 'coworker')),
        constraint ck_customer_relation check (relation in ('friend', 'deleted', 'blocked'))
      );
      create index ix_customer_team_newest on customer (enterprise_id, team_id, listed_at desc, id desc);
      create index ix_customer_account_newest on customer (enterprise_id, account_id, listed_at desc, id desc);
      create index ix_customer_grams on customer using gin (grams);

      create table tag (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        kind text not null,
        name text not null,
        group_name text,
        colour text not null,
        account_id uuid,
        provider_id text,
        created_at timestamptz not null default now(),
        constraint pk_tag primary key (id),
        constraint uq_tag_enterprise unique (enterprise_id, id),
        constraint ck_tag_kind check (kind in ('custom', 'corp', 'personal')),
        constraint ck_tag_colour check (colour in ('teal', 'blue', 'violet', 'magenta', 'red', 'amber', 'green', 'grey')),
        constraint ck_tag_origin check ((kind = 'custom') = (provider_id is null) and (kind = 'personal') = (account_id is not null))
      );
      create unique index uq_tag_custom_name on tag (enterprise_id, team_id, lower(name)) where kind = 'custom';
      create unique index uq_tag_corp on tag (enterprise_id, team_id, provider_id) where kind = 'corp';
      create unique index uq_tag_personal on tag (enterprise_id, account_id, provider_id) where kind = 'personal';
      create index ix_tag_team on tag (enterprise_id, team_id);

      create table customer_tag (
        enterprise_id uuid not null,
        customer_id uuid not null,
        tag_id uuid not null,
        constraint pk_customer_tag primary key (customer_id, tag_id),
        constraint fk_customer_tag_customer foreign key (enterprise_id, customer_id) references customer (enterprise_id, id) on delete cascade,
        constraint fk_customer_tag_tag foreign key (enterprise_id, tag_id) references tag (enterprise_id, id) on delete cascade
      );
      create index ix_customer_tag_tag on customer_tag (enterprise_id, tag_id, customer_id);

      create table room (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        account_id uuid not null,
        provider_id text not null,
        name text not null,
        member_count int not null,
        external boolean not null,
        owned boolean not null,
        full_until timestamptz,
        constraint pk_room primary key (id),
        constraint uq_room_enterprise unique (enterprise_id, id),
        constraint uq_room_provider unique (enterprise_id, account_id, provider_id),
        constraint fk_room_account foreign key (enterprise_id, account_id) references hosted_account (enterprise_id, id)
      );
      create index ix_room_team on room (enterprise_id, team_id, name, id);

      create table material (
        id uuid not null,
        enterprise_id uuid not null,
        team_id uuid not null,
        kind text not null,
        name text not null,
        content_type text not null,
        bytes int not null,
        sha256 text not null,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        deleted_at timestamptz,
        constraint pk_material primary key (id),
        constraint uq_material_enterprise unique (enterprise_id, id),
        constraint ck_material_kind check (kind in ('image', 'file')),
        constraint ck_material_bytes check (bytes > 0)
      );
      create index ix_material_team on material (enterprise_id, team_id, created_at desc, id desc) where deleted_at is null;
    `)
    for (const table of ['hosted_account', 'customer', 'tag', 'customer_tag', 'room', 'material'])
      for (const sql of enterpriseTable(table)) await runner.query(sql)
    await runner.query(`
      -- Row-level security keeps conditions that are not leak-proof (array containment is not) away from indexes. The owner looks the
      -- words up and applies the enterprise itself; the caller joins the ids under its own security.
      create function customers_named(grams_wanted text[]) returns setof uuid
      language sql stable security definer set search_path = public rows 200 as $$
        select id from customer
        where grams @> grams_wanted and enterprise_id = nullif(current_setting('app.enterprise_id', true), '')::uuid
      $$;

      -- A signed link names a material but no enterprise.
      create function enterprise_of_material(material_id uuid) returns uuid
      language sql stable security definer set search_path = public as $$
        select enterprise_id from material where id = material_id and deleted_at is null
      $$;
    `)
    for (const signature of ['customers_named(text[])', 'enterprise_of_material(uuid)'])
      await runner.query(grantFunction(signature))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function enterprise_of_material(uuid);
      drop function customers_named(text[]);
      drop table material, room, customer_tag, tag, customer, hosted_account;
    `)
    for (const sql of dropPlatformTables()) await runner.query(sql)
  }
}
