import type { Obis } from '@ferraris/cosem'
import { profileHeadQuery } from '../profiles/profile-head.ts'
import { readRows } from '../profiles/read-profile.ts'
import type { AttributeSource } from '../session/attribute-source.ts'
import { ask } from '../session/query.ts'
import type { SnapshotTerms } from './snapshot-terms.ts'

/** A row of a log. */
export interface LogRow {
  /** OBIS. */
  readonly log: Obis
  /** ISO 8601, by the meter's clock; null where it marked none. */
  readonly time: string | null
  /** The number of the event, or the seconds of a long power failure. */
  readonly value: number
}

/** Rows of a log in a snapshot, the latest: a diagnosis is read by people. */
const mostRows = 50
/** A clock that is ahead has written rows ahead, too. */
const aheadSeconds = 86_400

/** The latest rows of a log, oldest first, or why there are none. */
export async function latestRows(
  source: AttributeSource,
  log: Obis,
  { stamps, quirks, logsFrom }: SnapshotTerms,
): Promise<{ readonly rows: readonly LogRow[] } | { readonly refused: string }> {
  const [head] = await ask(source, profileHeadQuery(log))
  if (head === undefined) return { refused: 'object-undefined' }
  const span = { from: logsFrom, to: Math.ceil(source.now() / 1000) + aheadSeconds }
  const terms = { server: source.server, quirks, stamps }
  const rows: LogRow[] = []
  for await (const part of readRows(source, log, head, span, terms, () => {})) {
    const [values = []] = part.registers
    for (const [i, seconds] of part.times.entries()) {
      const time = Number.isNaN(seconds) ? null : new Date(seconds * 1000).toISOString()
      rows.push({ log, time, value: values[i] ?? Number.NaN })
    }
  }
  return { rows: rows.filter(({ value }) => !Number.isNaN(value)).slice(-mostRows) }
}
