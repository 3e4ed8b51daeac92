import { secondsPerHour } from '@ferraris/metering'
import type { Harms } from '../../harms/harms.ts'

/** A lithium cell for the life of a meter: hours, 10 mV as new, 10 mV at its end; our choice. */
const life = 131_400
const fresh = 365
const spent = 330
/** One that is nearly empty: hours that are left at most, 10 mV at first, and what it loses each hour. */
const low = { hours: 500, voltage: 290, fall: 1, least: 210 } as const

/** The battery of the clock. */
interface Battery {
  /** Whole hours. */
  readonly used: number
  readonly left: number
  /** 10 mV. */
  readonly voltage: number
  /** What is left of it, %. */
  readonly charge: number
}

/** The battery at an instant, fitted at the begin of the records. */
export function batteryAt(harms: Harms, begin: number, now: number): Battery {
  const used = Math.max(0, Math.floor((now - begin) / secondsPerHour))
  const left = Math.max(0, life - used)
  const drained = harms.at(now).find(({ kind }) => kind === 'battery-low')
  if (drained !== undefined) {
    const hours = Math.floor((now - drained.from) / secondsPerHour)
    const rest = Math.max(0, Math.min(left, low.hours) - hours)
    return {
      used,
      left: rest,
      voltage: Math.max(low.least, low.voltage - low.fall * hours),
      charge: Math.round((100 * rest) / life),
    }
  }
  const share = left / life
  return { used, left, voltage: Math.round(spent + (fresh - spent) * share), charge: Math.round(100 * share) }
}
