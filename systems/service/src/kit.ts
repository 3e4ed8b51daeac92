import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { AuditLog } from './audit/audit-log.ts'
import type { AuditTables } from './audit/tables.ts'
import type { BackupTables } from './backup/tables.ts'
import type { Connections } from './database/connection.ts'
import type { QueryContext } from './database/query-context.ts'
import { joinable } from './database/request-transaction.ts'
import { openPeople, type People } from './people/people.ts'
import type { PeopleTables } from './people/tables.ts'

/** Tables that every service has. */
export type KitTables = AuditTables & BackupTables & PeopleTables

/** Parts that every service has. Features with tables of their own see them by `db.withTables<NoteTables>()`. */
export interface Kit extends QueryContext<KitTables> {
  readonly pool: Pool
  readonly people: People
  readonly audit: AuditLog
}

/** @param name of the service, as actor in the audit log */
export function openKit(connections: Connections<KitTables>, now: () => number, name: string): Kit {
  // What requests change is committed together with the entries of the audit log that tell it.
  const pool = joinable(connections.pool)
  const db = new Kysely<KitTables>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, now, people: openPeople({ db, now }), audit: new AuditLog(db, now, name) }
}
