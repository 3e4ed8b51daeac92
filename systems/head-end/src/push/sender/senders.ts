import { toHex } from '@ferraris/bytes'
import type { Pool } from 'pg'
import { eventProfileOf } from '../../events/event-kind.ts'
import { KeyError, type KeyRing } from '../../inventory/keys/key-ring.ts'
import { pushListsOf } from '../../inventory/push-lists.ts'
import type { StoredObject } from '../../inventory/tables.ts'
import { Sender, type StoredKeys } from './sender.ts'

interface SendersParts {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly ownTitle: Uint8Array
  readonly now: () => number
}

/** Senders whose keys are at hand; the one that was looked up first gives way. */
export const mostSenders = 100_000
/** System titles that are known to be unknown. */
const mostUnknown = 10_000
/** How long a title stays unknown until it is looked up again, milliseconds: a meter that is enrolled meanwhile is heard soon. */
const unknownForMs = 5_000
/** Titles in one look-up. */
const mostAtOnce = 2_000

/** The meters that push, by system title. What is looked up is kept; several look-ups at the same time are one. */
export class Senders {
  readonly #parts: SendersParts
  readonly #known = new Map<string, Sender>()
  readonly #unknown = new Map<string, number>()

  constructor(parts: SendersParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#known.size
  }

  /** The sender with a title (hex); null for one that is known to be unknown, undefined for one to be looked up. */
  of(title: string): Sender | null | undefined {
    const known = this.#known.get(title)
    if (known !== undefined) return known.isStale ? undefined : known
    const until = this.#unknown.get(title)
    return until !== undefined && until > this.#parts.now() ? null : undefined
  }

  /** The keys of a title may be others now: it is looked up again. Its counters stay. */
  doubt(title: string): void {
    const known = this.#known.get(title)
    if (known !== undefined) known.isStale = true
    this.#unknown.delete(title)
  }

  /** Other things are known of some meters: they are looked up again. Their counters stay. */
  forget(isOne: (sender: Sender) => boolean): void {
    for (const sender of this.#known.values()) if (isOne(sender)) sender.isStale = true
  }

  /** Looks titles up. */
  async find(titles: readonly string[]): Promise<void> {
    for (let from = 0; from < titles.length; from += mostAtOnce)
      await this.#findSome(titles.slice(from, from + mostAtOnce))
  }

  async #findSome(titles: readonly string[]): Promise<void> {
    const { pool, ring, ownTitle, now } = this.#parts
    const { rows } = await pool.query<SenderRow>({
      name: 'push-senders',
      text: `select d.id, d.serial, d.event_profile, d.time_zone, d.system_title, k.gueks, k.gaks, k.others, c.keys, c.counters,
           jsonb_path_query_array(d.objects, '$[*] ? (exists(@.pushes))') as setups
         from end_device d
         left join lateral (
           select array_agg(wrapped_guek order by client) as gueks, array_agg(wrapped_gak order by client) as gaks,
             array_agg(sealed_secrets order by client) as others
           from end_device_key where end_device_id = d.id and wrapped_guek is not null
         ) k on true
         left join lateral (
           select array_agg(encode(key, 'hex')) as keys, array_agg(counter) as counters
           from push_counter where end_device_id = d.id
         ) c on true
         where d.system_title = any($1::bytea[]) or d.serial = any($2::text[]) or d.id = any($3::bigint[])`,
      values: [
        titles.filter(isTitle).map(title => Buffer.from(title, 'hex')),
        titles.filter(isNumber).map(name => name.slice(1)),
        titles.filter(isDevice).map(name => name.slice(1)),
      ],
    })
    const wanted = new Set(titles)
    const found = new Set<string>()
    for (const row of rows) {
      const sender = senderUnlessBroken(row, ring, ownTitle, now())
      if (sender === undefined) continue
      const names = [
        byNumber(row.serial),
        byDevice(row.id),
        ...(row.system_title === null ? [] : [toHex(row.system_title)]),
      ]
      for (const name of names.filter(name => wanted.has(name))) {
        found.add(name)
        this.#unknown.delete(name)
        this.#keep(name, sender)
      }
    }
    for (const title of titles.filter(title => !found.has(title))) {
      // One that was known and is not there any more: it would be looked up for ever.
      this.#known.delete(title)
      this.#keepUnknown(title, now() + unknownForMs)
    }
  }

  #keep(title: string, sender: Sender): void {
    const before = this.#known.get(title)
    if (before?.endDeviceId === sender.endDeviceId) sender.goOn(before)
    this.#known.set(title, sender)
    dropOldest(this.#known, mostSenders)
  }

  #keepUnknown(title: string, until: number): void {
    this.#unknown.delete(title)
    this.#unknown.set(title, until)
    dropOldest(this.#unknown, mostUnknown)
  }
}

/** A meter whose push tells its number alone. */
export function byNumber(serial: string): string {
  return `=${serial}`
}

/** The meter at the other end of a connection, whose push tells nothing of where it comes from. */
export function byDevice(endDeviceId: number): string {
  return `#${endDeviceId}`
}

function isNumber(name: string): boolean {
  return name.startsWith('=')
}

export function isDevice(name: string): boolean {
  return name.startsWith('#')
}

function isTitle(name: string): boolean {
  return !isNumber(name) && !isDevice(name)
}

function dropOldest<V>(map: Map<string, V>, most: number): void {
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

interface SenderRow {
  readonly id: number
  readonly serial: string
  readonly event_profile: string
  readonly system_title: Buffer | null
  readonly time_zone: string
  readonly gueks: (Buffer | null)[] | null
  readonly gaks: (Buffer | null)[] | null
  readonly others: (Buffer | null)[] | null
  readonly keys: string[] | null
  readonly counters: number[] | null
  /** Objects with what they push. */
  readonly setups: StoredObject[] | null
}

/** Undefined where its keys do not open: it stays unheard, and the others of the look-up do not wait for it. */
function senderUnlessBroken(...given: Parameters<typeof senderOf>): Sender | undefined {
  try {
    return senderOf(...given)
  } catch (error) {
    if (error instanceof KeyError) return undefined
    throw error
  }
}

function senderOf(row: SenderRow, ring: KeyRing, ownTitle: Uint8Array, now: number): Sender {
  const keys = (row.gueks ?? []).map((guek, i): StoredKeys => {
    return { guek, gak: row.gaks?.[i] ?? null, others: row.others?.[i] ?? null }
  })
  const counters = new Map((row.keys ?? []).map((key, i) => [key, Number(row.counters?.[i] ?? 0)]))
  return new Sender(
    {
      endDeviceId: row.id,
      serial: row.serial,
      profile: eventProfileOf(row.event_profile),
      timeZone: row.time_zone,
      title: new Uint8Array(row.system_title ?? []),
      keys,
      counters,
      lists: new Map(pushListsOf(row.setups).map(({ setup, objects }) => [setup, objects])),
    },
    ring,
    ownTitle,
    now,
  )
}
