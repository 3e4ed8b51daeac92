import { msOf, msPerDay } from '@ferraris/metering'

/** No schedule asks for a longer history, and no concentrator keeps one. */
export const longestHistoryDays = 400

/** What is earlier than all history, or later than a clock may be ahead, was made up or stamped by a clock that is wrong. */
export function isPlausible(seconds: number, now: number): boolean {
  const ms = msOf(seconds)
  return ms >= now - (longestHistoryDays + 1) * msPerDay && ms <= now + msPerDay
}

/** Six groups of 0 to 255 (IEC 62056-6-1), without leading zeros: one quantity has one name. */
export function isObis(text: string): boolean {
  const groups = text.split('.')
  return (
    groups.length === 6 && groups.every(group => /^(0|[1-9]\d{0,2})$/.test(group) && Number(group) <= 255)
  )
}

interface Timed {
  readonly blocks: readonly { readonly start: number; readonly obis: string }[]
  readonly readings: readonly {
    readonly time: number
    readonly registers: readonly { readonly obis: string }[]
  }[]
  readonly events: readonly { readonly time: number }[]
}

/** Why something cannot have come from a meter: the first time or name in it that cannot be; undefined when all can. */
export function impossibleIn({ blocks, readings, events }: Timed, now: number): string | undefined {
  const times = [
    ...blocks.map(({ start }) => start),
    ...readings.map(({ time }) => time),
    ...events.map(({ time }) => time),
  ]
  const time = times.find(seconds => !isPlausible(seconds, now))
  if (time !== undefined) return `${new Date(msOf(time)).toISOString()} is outside of what can be read`
  const names = [...blocks, ...readings.flatMap(({ registers }) => registers)].map(({ obis }) => obis)
  const name = names.find(obis => !isObis(obis))
  return name === undefined ? undefined : `${name} is no OBIS code`
}

/** What of it can be, and how much was left out. */
export function possibleOf<T extends Timed>({ blocks, readings, events }: T, now: number) {
  const kept = {
    blocks: blocks.filter(({ start }) => isPlausible(start, now)) as T['blocks'],
    readings: readings.filter(({ time }) => isPlausible(time, now)) as T['readings'],
    events: events.filter(({ time }) => isPlausible(time, now)) as T['events'],
  }
  const count = (of: Timed) => of.blocks.length + of.readings.length + of.events.length
  return { ...kept, leftOut: count({ blocks, readings, events }) - count(kept) }
}
