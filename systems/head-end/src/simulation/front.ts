import { type ControlState, type EventName, msOf } from '@ferraris/metering'

/** The buttons on the front of a meter. */
export const meterButtons = ['up', 'down', 'reconnect'] as const
export type MeterButton = (typeof meterButtons)[number]

/** States of the switch by the number that a disconnect control gives them (Blue Book, class 70). */
export const switchStates = ['disconnected', 'connected', 'ready-for-reconnection'] as const satisfies Record<
  ControlState,
  string
>

interface PulseLed {
  readonly constant: number
  readonly pulses: number
}

type CoverState = 'open' | 'closed'

/** What a simulated meter shows on its front. */
export interface MeterFront {
  /** Seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  readonly isDark: boolean
  readonly text?: string | undefined
  readonly page?:
    | {
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
  readonly errors: readonly EventName[]
}

/** The front of a meter as REST shows it. */
export function frontOf(serial: string, front: MeterFront) {
  const { shown, isDark, text, page, leds, tariff, supply, covers, errors } = front
  return {
    serial,
    shown: new Date(msOf(shown)).toISOString(),
    dark: isDark,
    text: text ?? null,
    page: page ?? null,
    leds,
    tariff,
    supply: switchStates[supply],
    covers,
    errors: [...errors],
  }
}
