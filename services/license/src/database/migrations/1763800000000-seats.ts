import { grant, isolate, dropPlatformTables, platformTables } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Licence files, the pool and the clock mark belong to the installation; seats belong to enterprises. That one WeCom identity holds one
 * seat, and one account one seat, holds over all enterprises: unique indexes see what row-level security hides.
 */
export class Seats1763800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const sql of platformTables()) await queryRunner.query(sql)
    const statements = [
      `create table license_file (
        id uuid primary key,
        license_id text not null,
        serial bigint not null,
        kind text not null constraint ck_license_file_kind check (kind in ('trial', 'base', 'addon')),
        seats int not null constraint ck_license_file_seats check (seats >= 0),
        starts_at timestamptz not null,
        expires_at timestamptz not null,
        grace_days int not null,
        notice_days int not null,
        installed_at timestamptz not null,
        constraint uq_license_file_serial unique (license_id, serial),
        constraint ck_license_file_term check (starts_at < expires_at))`,
      `create table seat_pool (
        id uuid primary key,
        only_one boolean not null default true constraint ck_seat_pool_only_one check (only_one),
        capacity int not null,
        used int not null default 0 constraint ck_seat_pool_used check (used >= 0),
        over_since timestamptz,
        ledger_n bigint not null default 0,
        ledger_hash bytea not null default decode(repeat('00', 32), 'hex'),
        constraint uq_seat_pool_only_one unique (only_one),
        constraint ck_seat_pool_capacity check (used <= capacity or over_since is not null))`,
      `create table seat (
        id uuid primary key,
        pool_id uuid not null constraint fk_seat_pool references seat_pool,
        enterprise_id uuid not null,
        account_id uuid not null,
        identity text,
        state text not null constraint ck_seat_state check (state in ('reserved', 'occupied', 'suspended', 'released')),
        reserved_by uuid not null,
        since timestamptz not null,
        released_at timestamptz,
        reason text,
        constraint ck_seat_identity check (state not in ('occupied', 'suspended') or identity is not null),
        constraint ck_seat_released check ((state = 'released') = (released_at is not null)))`,
      `create unique index uq_seat_identity on seat (identity) where state in ('occupied', 'suspended')`,
      `create unique index uq_seat_account on seat (account_id) where state <> 'released'`,
      `create index ix_seat_enterprise on seat (enterprise_id, id)`,
      `create index ix_seat_account on seat (account_id, released_at)`,
      `create table seat_ledger (
        pool_id uuid not null constraint fk_seat_ledger_pool references seat_pool,
        n bigint not null,
        at timestamptz not null,
        kind text not null constraint ck_seat_ledger_kind check (kind in ('reserved', 'occupied', 'released')),
        seat_id uuid not null,
        enterprise_id uuid not null,
        account_id uuid not null,
        used_after int not null,
        capacity_after int not null,
        previous_hash bytea not null,
        hash bytea not null,
        primary key (pool_id, n))`,
      `create table clock_mark (
        only_one boolean primary key default true constraint ck_clock_mark_only_one check (only_one),
        max_seen timestamptz not null)`,
      isolate('seat'),
      grant('seat', 'select, insert, update'),
      grant('seat_ledger', 'select, insert'),
      ...['license_file', 'seat_pool', 'clock_mark'].map((table) => grant(table, 'select, insert, update')),
    ]
    for (const sql of statements) await queryRunner.query(sql)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table clock_mark, seat_ledger, seat, seat_pool, license_file')
    for (const sql of dropPlatformTables()) await queryRunner.query(sql)
  }
}
