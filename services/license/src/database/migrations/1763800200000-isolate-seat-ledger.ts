import { isolate } from '@miaohui/persistence/platform-tables'
import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The chain runs over all enterprises, but each line tells about one: who held a seat, and when. */
export class IsolateSeatLedger1763800200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(isolate('seat_ledger'))
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop policy isolation on seat_ledger; alter table seat_ledger no force row level security, disable row level security',
    )
  }
}
