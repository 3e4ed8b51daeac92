import { type Kysely, type Selectable, sql } from 'kysely'
import { decodeCursor, type Page, pageOf } from '../database/page.ts'
import { type AuditEntry, type AuditEvent, chained, noDigest } from './entry.ts'
import type { AuditEntryTable, AuditTables } from './tables.ts'

interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  /** Only entries at or after this instant, ISO 8601. */
  readonly from?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Whether the chain holds. */
export interface AuditVerdict {
  readonly entries: number
  readonly intact: boolean
  /** The first entry that does not fit to those before it. */
  readonly brokenAt: number | null
  /** Digest of the last entry in hex: noted elsewhere, it shows later that nothing was cut off. */
  readonly lastDigest: string | null
}

/** Rows read at a time when the chain is verified. */
const stride = 5000

/** The log of what bears on security: only ever added to, each entry chained to the one before. */
export class AuditLog {
  readonly #db: Kysely<AuditTables>
  readonly #now: () => number
  readonly #name: string

  /**
   * @param now epoch milliseconds
   * @param name of the service, as actor of what it does of its own
   */
  constructor(db: Kysely<AuditTables>, now: () => number, name: string) {
    this.#db = db
    this.#now = now
    this.#name = name
  }

  /** Adds something that the service did of its own, or for the program that started it. */
  async appendOwn(action: string, subject: string | null, detail?: object): Promise<void> {
    await this.append({
      actor: this.#name,
      actorKind: 'head-end',
      address: null,
      action,
      subject,
      outcome: 'done',
      detail: detail === undefined ? null : JSON.stringify(detail),
    })
  }

  /** Adds an entry. It is committed when this resolves. */
  async append(event: AuditEvent): Promise<void> {
    await this.#db.transaction().execute(async tx => {
      // One at a time, or two entries would follow the same one.
      await sql`select pg_advisory_xact_lock(hashtext('ferraris audit'))`.execute(tx)
      const last = await tx
        .selectFrom('audit_entry')
        .select(['sequence', 'digest'])
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst()
      const entry = { ...event, sequence: (last?.sequence ?? 0) + 1, time: this.#now() }
      const { actorKind, time, ...members } = entry
      const digest = Buffer.from(chained(entry, last?.digest ?? noDigest))
      await tx
        .insertInto('audit_entry')
        .values({ ...members, actor_kind: actorKind, time: new Date(time), digest })
        .execute()
    })
  }

  /** Entries, the newest first. Throws CursorError. */
  async list(filter: AuditFilter): Promise<Page<AuditEntry>> {
    let matching = this.#db.selectFrom('audit_entry')
    if (filter.actor !== undefined) matching = matching.where('actor', '=', filter.actor)
    if (filter.action !== undefined) matching = matching.where('action', '=', filter.action)
    if (filter.from !== undefined) matching = matching.where('time', '>=', new Date(filter.from))
    const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
    let page = matching
      .selectAll()
      .orderBy('sequence', 'desc')
      .limit(filter.limit + 1)
    if (filter.cursor !== undefined) {
      page = page.where('sequence', '<', Number(decodeCursor(filter.cursor, ['number'])[0]))
    }
    return pageOf(await page.execute(), filter.limit, total, row => [row.sequence], entryOf)
  }

  /** Computes the whole chain anew. */
  async verify(): Promise<AuditVerdict> {
    let entries = 0
    let before: Uint8Array = noDigest
    for (;;) {
      const rows = await this.#db
        .selectFrom('audit_entry')
        .selectAll()
        .where('sequence', '>', entries)
        .orderBy('sequence')
        .limit(stride)
        .execute()
      for (const row of rows) {
        const entry = entryOf(row)
        const fits = entry.sequence === entries + 1 && row.digest.equals(chained(entry, before))
        if (!fits) return { entries, intact: false, brokenAt: entries + 1, lastDigest: null }
        entries++
        before = row.digest
      }
      if (rows.length < stride) break
    }
    const lastDigest = entries === 0 ? null : Buffer.from(before).toString('hex')
    return { entries, intact: true, brokenAt: null, lastDigest }
  }
}

function entryOf({ actor_kind, time, ...row }: Selectable<AuditEntryTable>): AuditEntry {
  return {
    ...row,
    actorKind: actor_kind,
    time: time.getTime(),
  }
}
