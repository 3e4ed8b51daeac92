import { msOf } from '@ferraris/metering'
import type { Feature, QueryContext } from '@ferraris/service'
import { Gauge } from 'prom-client'
import type { Tables } from '../tables.ts'
import type { ClockWatch } from './clock-watch.ts'
import { rememberClock } from './jumps.ts'

export interface ClockParts extends QueryContext<Tables> {
  readonly clockWatch: ClockWatch
}

const lookEveryMs = msOf(5)
/** Looks between two notes of the time in the store. */
const looksPerNote = 12

/** The head-end's own clock, by which everything is due. */
export const clock: Feature<ClockParts> = {
  name: 'clock',
  migrations: new URL('./migrations/', import.meta.url),
  metrics: (registry, { clockWatch }) => {
    new Gauge({
      name: 'ferraris_clock_steady',
      help: "1 while the head-end's clock has not jumped for a day; at 0 nothing is forgotten and no order expires.",
      registers: [registry],
      collect() {
        this.set(clockWatch.isSteady ? 1 : 0)
      },
    })
  },
  start: ({ db, now, clockWatch }) => {
    let looks = 0
    let noting: Promise<void> = Promise.resolve()
    const look = () => {
      clockWatch.look()
      // The store may be away: the next note comes in a minute.
      if (looks++ % looksPerNote === 0) noting = rememberClock(db, now()).catch(() => {})
    }
    look()
    const timer = setInterval(look, lookEveryMs)
    return async () => {
      clearInterval(timer)
      await noting
    }
  },
}
