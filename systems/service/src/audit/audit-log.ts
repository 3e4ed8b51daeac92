import { type Kysely, type Selectable, sql } from 'kysely'
import { decodeCursor, type Page, pageOf } from '../database/page.ts'
import { type AuditEntry, type AuditEvent, chained, noDigest } from './entry.ts'
import type { AuditVerdict } from './schemas.ts'
import type { AuditEntryTable, AuditTables } from './tables.ts'

interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  /** Only entries at or after this instant, ISO 8601. */
  readonly from?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Breaks that are told. */
const mostBreaks = 100

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
      const entry = { ...storable(event), sequence: (last?.sequence ?? 0) + 1, time: this.#now() }
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

  /** Computes the whole chain anew, on past what is broken: each entry is held against the one before it as it stands. */
  async verify(): Promise<AuditVerdict> {
    const breaks: AuditVerdict['breaks'] = []
    let entries = 0
    let last = 0
    let before: Uint8Array = noDigest
    const tell = (sequence: number, kind: AuditVerdict['breaks'][number]['kind']) => {
      if (breaks.length < mostBreaks) breaks.push({ sequence, kind })
    }
    for (;;) {
      const rows = await this.#db
        .selectFrom('audit_entry')
        .selectAll()
        .where('sequence', '>', last)
        .orderBy('sequence')
        .limit(stride)
        .execute()
      for (const row of rows) {
        const entry = entryOf(row)
        // What stands behind a gap cannot be held against what is missing.
        if (entry.sequence !== last + 1) tell(last + 1, 'missing')
        else if (row.digest.equals(chained(entry, before))) entries++
        else tell(entry.sequence, 'changed')
        last = entry.sequence
        before = row.digest
      }
      if (rows.length < stride) break
    }
    const intact = breaks.length === 0
    const lastDigest = last === 0 || !intact ? null : Buffer.from(before).toString('hex')
    return { entries, intact, brokenAt: breaks[0]?.sequence ?? null, breaks, lastDigest }
  }
}

/** As the database keeps text: what it would change or refuse must not be in the digest. */
function storable(event: AuditEvent): AuditEvent {
  const { actor, address, action, subject, detail } = event
  const text = (value: string) => value.toWellFormed().replaceAll('\0', '\ufffd')
  const optional = (value: string | null) => (value === null ? null : text(value))
  return {
    ...event,
    actor: text(actor),
    address: optional(address),
    action: text(action),
    subject: optional(subject),
    detail: optional(detail),
  }
}

function entryOf({ actor_kind, time, ...row }: Selectable<AuditEntryTable>): AuditEntry {
  return {
    ...row,
    actorKind: actor_kind,
    time: time.getTime(),
  }
}
