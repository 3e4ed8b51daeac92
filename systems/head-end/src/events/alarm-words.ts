import { msOf } from '@ferraris/metering'
import type { PoolClient } from 'pg'

/** What an alarm register or alarm descriptor of a device was, at a time of the device's clock. */
export interface AlarmWord {
  readonly endDeviceId: number
  /** OBIS of the register or descriptor. */
  readonly register: string
  /** 32 bits. */
  readonly word: number
  /** Seconds since 1970. */
  readonly time: number
}

/** A bit that was not set when the word was seen before. */
export interface NewAlarm {
  readonly endDeviceId: number
  /** OBIS of the register or descriptor. */
  readonly register: string
  readonly bit: number
  readonly time: number
  /** When the word was seen without it, seconds since 1970; undefined where it had never been seen. */
  readonly since: number | undefined
}

/**
 * Keeps words as the last that were seen, within the caller's transaction, and gives the bits that are new. Bits are latched: one that
 * stands in two words is one alarm. An older word than the last changes nothing. The caller has taken the devices
 * (`lock-devices.ts`).
 */
export async function newAlarms(client: PoolClient, words: readonly AlarmWord[]): Promise<NewAlarm[]> {
  if (words.length === 0) return []
  const keyOf = ({ endDeviceId, register }: Pick<AlarmWord, 'endDeviceId' | 'register'>) =>
    `${endDeviceId} ${register}`
  const { rows } = await client.query<{
    end_device_id: number
    register: string
    word: number
    seen: number
  }>({
    name: 'alarm-words',
    text: `select end_device_id, register, word, extract(epoch from seen_at)::float8 as seen from alarm_word
       where end_device_id = any($1::bigint[])`,
    values: [[...new Set(words.map(({ endDeviceId }) => endDeviceId))]],
  })
  const last = new Map<string, AlarmWord>(
    rows.map(({ end_device_id: endDeviceId, register, word, seen: time }) => {
      return [keyOf({ endDeviceId, register }), { endDeviceId, register, word, time }]
    }),
  )
  const changed = new Map<string, AlarmWord>()
  const keepLast = (word: AlarmWord): void => {
    last.set(keyOf(word), word)
    changed.set(keyOf(word), word)
  }
  const found: NewAlarm[] = []
  for (const given of words) {
    const key = keyOf(given)
    const before = last.get(key)
    if (before !== undefined && before.time > given.time) continue
    const { endDeviceId, register, time } = given
    for (const bit of bitsOf(given.word & ~(before?.word ?? 0)))
      found.push({ endDeviceId, register, bit, time, since: before?.time })
    keepLast(given)
    // What latches a bit of the one latches it in the other: it is not told again when that is seen.
    const twin = { endDeviceId, register: twinOf(register) }
    const other = last.get(keyOf(twin))
    const word = (other?.word ?? 0) | given.word
    if (word !== (other?.word ?? 0)) keepLast({ ...twin, word, time: Math.max(time, other?.time ?? time) })
  }
  if (changed.size === 0) return found
  const kept = [...changed.values()].toSorted(
    (one, other) => one.endDeviceId - other.endDeviceId || (one.register < other.register ? -1 : 1),
  )
  await client.query({
    name: 'keep-alarm-words',
    text: `insert into alarm_word as w (end_device_id, register, word, seen_at)
       select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::timestamptz[])
       on conflict (end_device_id, register) do update set word = excluded.word, seen_at = excluded.seen_at
       where w.seen_at <= excluded.seen_at`,
    values: [
      kept.map(({ endDeviceId }) => endDeviceId),
      kept.map(({ register }) => register),
      kept.map(({ word }) => word >>> 0),
      kept.map(({ time }) => new Date(msOf(time))),
    ],
  })
  return found
}

/** The descriptor of an alarm register, and the register of a descriptor (OBIS). */
function twinOf(register: string): string {
  const [number = 0] = register.split('.').slice(4).map(Number)
  return `0.0.97.98.${number < 20 ? number + 20 : number - 20}.255`
}

/** The numbers of the bits that are set. */
export function bitsOf(word: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).filter(bit => ((word >>> bit) & 1) === 1)
}
