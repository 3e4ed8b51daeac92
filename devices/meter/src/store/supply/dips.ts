import type { LocalCalendar } from '../../calendar/local-day.ts'
import { sagOn } from '../../metrology/voltage.ts'
import type { SupplyEvents } from './supply-events.ts'

/** Short dips of a phase, or rises, that are over: how many, and of the last one how long, s, and how far, 0.1 V. */
export interface Dips {
  readonly count: number
  readonly last: { readonly at: number; readonly duration: number; readonly voltage: number } | undefined
}

const sags = ['sagL1', 'sagL2', 'sagL3'] as const
const swells = ['swellL1', 'swellL2', 'swellL3'] as const

/** Dips that harm has made of a phase, counted from 0. */
export function harmfulDips(events: SupplyEvents, of: 'sag' | 'swell', phase: number, now: number): Dips {
  const name = (of === 'sag' ? sags : swells)[phase]
  const found = name === undefined ? [] : events.of(name, now)
  const last = found.at(-1)
  return {
    count: found.length,
    last: last && { at: last.at, duration: last.duration ?? 0, voltage: last.magnitude ?? 0 },
  }
}

/** Days on which the whole line had a sag that is over, oldest first. */
export function lineSags(calendar: LocalCalendar, seed: number, from: number, now: number) {
  const today = calendar.at(now).day
  return Array.from({ length: Math.max(0, today - from + 1) }, (_, day) => from + day).flatMap(day => {
    const sag = sagOn(calendar.of(day).start, seed)
    return sag === undefined || sag.to > now ? [] : [sag]
  })
}
