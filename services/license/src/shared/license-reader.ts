import { Clock } from '@miaohui/platform/time'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { licenseStatus, type LicenseStatus, type LicenseTerms } from './license-status'
import { rows } from './statement'

type FileRow = {
  license_id: string
  kind: LicenseTerms['kind']
  seats: number
  starts_at: Date
  expires_at: Date
  grace_days: number
  notice_days: number
}

export type InstalledLicenses = { files: LicenseTerms[]; status: LicenseStatus; now: Date }

/** The licence files of this installation, judged at a time that never goes back behind what was seen before (reliability page §3.7). */
@Injectable()
export class LicenseReader {
  constructor(private readonly clock: Clock) {}

  async read(db: EntityManager): Promise<InstalledLicenses> {
    const found = await rows<{ max_seen: Date } & (FileRow | { license_id: null })>(
      db,
      `select m.max_seen, f.license_id, f.kind, f.seats, f.starts_at, f.expires_at, f.grace_days, f.notice_days
         from clock_mark m left join license_file f on true order by f.starts_at`,
    )
    const now = new Date(Math.max(this.clock.now().getTime(), ...found.map((row) => row.max_seen.getTime())))
    const files = found.flatMap((row) => (row.license_id === null ? [] : [termsOf(row as FileRow)]))
    return { files, status: licenseStatus(files, now), now }
  }
}

function termsOf(row: FileRow): LicenseTerms {
  return {
    licenseId: row.license_id,
    kind: row.kind,
    seats: row.seats,
    startsAt: row.starts_at,
    expiresAt: row.expires_at,
    graceDays: row.grace_days,
    noticeDays: row.notice_days,
  }
}
