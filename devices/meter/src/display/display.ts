import type { ControlState, EventName } from '@ferraris/metering'
import type { MetrologyRing } from '../metrology/ring/metrology-ring.ts'
import type { RingReader } from '../metrology/ring/ring-reader.ts'
import { pages } from './pages.ts'
import { pulsesOf } from './pulse-led.ts'

/** The two buttons that scroll. */
type ScrollButton = 'up' | 'down'

/** The buttons on the front; that of the switch is sealed where its mode gives it nothing to do. */
export type MeterButton = ScrollButton | 'reconnect'

/** A light that flashes for energy. */
interface PulseLed {
  /** Pulses for each kWh or kvarh. */
  readonly constant: number
  /** Pulses in all. */
  readonly pulses: number
  /** Whether it has flashed since the display was looked at last. */
  readonly lit: boolean
}

/** What a glance at the front of the meter shows. */
export interface DisplaySnapshot {
  /** What the clock shows, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  /** Without supply everything is dark. */
  readonly isDark: boolean
  /** The message to the customer, else the welcome; undefined while a value is shown. */
  readonly text: string | undefined
  /** The value that was chosen with the buttons; undefined before. */
  readonly page:
    | {
        /** 1 … 6. */
        readonly number: number
        readonly obis: string
        readonly name: string
        readonly value: number
        readonly unit: string
      }
    | undefined
  readonly leds: { readonly active: PulseLed; readonly reactive: PulseLed }
  readonly tariff: number
  readonly supply: ControlState
  readonly covers: { readonly meter: CoverState; readonly terminal: CoverState }
  /** Errors that hold (F.F). */
  readonly errors: readonly EventName[]
}

type CoverState = 'open' | 'closed'

/** What the display knows of its meter. */
export interface DisplaySource {
  readonly ring: MetrologyRing
  readonly pulseConstant: number
  /** Pulses follow from energies both ways, Wh and varh. */
  energies(now: number): { readonly active: number; readonly reactive: number }
  state(now: number): Pick<DisplaySnapshot, 'shown' | 'tariff' | 'supply' | 'covers' | 'errors'>
  message(now: number): string | undefined
}

const welcome = 'FERRARIS - WELCOME'

/**
 * The display of the meter: a welcome, or a message to the customer, until a button is pressed; then six values through which the two
 * buttons scroll, refreshed with each second. What was chosen is forgotten with the supply.
 */
export class Display {
  readonly #source: DisplaySource
  readonly #reader: RingReader
  #page: number | undefined
  /** When the page was chosen, and pulses as they were looked at last. */
  #chosenAt = 0
  #seen: { readonly active: number; readonly reactive: number } | undefined

  constructor(source: DisplaySource) {
    this.#source = source
    this.#reader = source.ring.reader()
  }

  /** The first press leads to the first value, or to the last; further ones scroll and wrap around. */
  press(button: ScrollButton, now: number): void {
    const current = this.#current(now)
    const step = button === 'down' ? 1 : -1
    const next = current === undefined ? (button === 'down' ? 0 : pages.length - 1) : current + step
    this.#page = (next + pages.length) % pages.length
    this.#chosenAt = now
  }

  show(now: number): DisplaySnapshot {
    const source = this.#source
    const { active, reactive } = source.energies(now)
    const constant = source.pulseConstant
    const pulses = { active: pulsesOf(active, constant), reactive: pulsesOf(reactive, constant) }
    const seen = this.#seen ?? pulses
    this.#seen = pulses
    const led = (of: keyof typeof pulses): PulseLed => ({
      constant,
      pulses: pulses[of],
      lit: pulses[of] > seen[of],
    })
    const record =
      this.#reader.read(source.ring.size, now).at(-1) ?? source.ring.records(now, now + 1, now)[0]
    const page = this.#current(now)
    const chosen = page === undefined ? undefined : pages[page]
    return {
      ...source.state(now),
      isDark: record === undefined,
      text: chosen === undefined ? (source.message(now) ?? welcome) : undefined,
      page:
        page !== undefined && chosen !== undefined && record !== undefined
          ? {
              number: page + 1,
              obis: chosen.obis,
              name: chosen.name,
              value: record[chosen.of],
              unit: chosen.unit,
            }
          : undefined,
      leds: { active: led('active'), reactive: led('reactive') },
    }
  }

  /** The page that was chosen since the supply is there. */
  #current(now: number): number | undefined {
    const since = this.#source.ring.since(now)
    return since !== undefined && since <= this.#chosenAt ? this.#page : undefined
  }
}
