import type { Zone } from '@ferraris/cosem'
import type { NonVolatile } from './memory/non-volatile.ts'

/** From a true instant on, the clock shows true time plus an offset, both in whole seconds. */
export type ClockSetting = {
  readonly at: number
  readonly offset: number
  /** Whether it was not set but lost its time: what it shows is invalid up to the next setting. */
  readonly isLost?: boolean
}

/** A clock that has lost its time goes on from the one that it had kept last, so many seconds before; our choice. */
const keptBefore = 3671

/** Whether a clock can show a moment: it counts 32 bits of seconds from 1970 on, up to the year 2106. */
export function canShow(shown: number): boolean {
  return shown >= 0 && shown <= 0xffff_ffff
}

/** The oldest settings beyond this number are dropped: more than a profile's depth may hold. */
const settingsKept = 2000

/**
 * The meter's clock: true time, handed in, plus an offset that changes when the clock is set. What it showed at any
 * time in the past stays known, because the profiles carry its stamps.
 */
export class MeterClock {
  readonly zone: Zone
  readonly #memory: NonVolatile
  /** The first instant of the records. */
  readonly begin: number

  constructor(zone: Zone, begin: number, memory: NonVolatile) {
    this.zone = zone
    this.#memory = memory
    this.begin = begin
  }

  /** All settings in order; the first holds from the begin of the records. */
  get settings(): readonly ClockSetting[] {
    return [{ at: this.begin, offset: 0 }, ...(this.#memory.get<ClockSetting[]>('clock') ?? [])]
  }

  /** What the clock shows at a true instant: seconds since 1970-01-01T00:00Z as the meter believes them. */
  read(instant: number): number {
    const setting = this.#memory.get<ClockSetting[]>('clock')?.findLast(({ at }) => at <= instant)
    return instant + (setting?.offset ?? 0)
  }

  /** Whether what it shows at an instant is invalid. */
  isLost(instant: number): boolean {
    return isLostAt(this.settings, instant)
  }

  /** The clock loses its time. */
  lose(instant: number): void {
    const offset = this.read(instant) - instant - keptBefore
    this.#memory.append('clock', { at: instant, offset, isLost: true }, settingsKept)
  }

  /** Sets the clock; says whether that moved it by a second or more. A moment that it cannot show moves nothing. */
  set(instant: number, shown: number): boolean {
    if (!canShow(shown)) return false
    const offset = Math.round(shown) - instant
    if (offset === this.read(instant) - instant && !this.isLost(instant)) return false
    this.#memory.append('clock', { at: instant, offset }, settingsKept)
    return true
  }
}

export function isLostAt(settings: readonly ClockSetting[], instant: number): boolean {
  return settings.findLast(({ at }) => at <= instant)?.isLost === true
}
