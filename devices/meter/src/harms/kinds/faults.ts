import type { MeterEvent } from '@ferraris/metering'
import type { Effect } from '../effect.ts'
import { endOf } from '../harm.ts'

/** Something in the meter has failed: its self-check notes it after some seconds, and it stands in the error register while it holds. */
function failed(event: MeterEvent, after = 0): Effect {
  return {
    error: { event, after },
    happens: harm => (harm.from + after < endOf(harm) ? [{ at: harm.from + after, event }] : []),
  }
}

export const ramError = failed('ramError')
export const programMemoryError = failed('programMemoryError')
export const nvMemoryError = failed('nonVolatileMemoryError')
export const measuringSystemError = failed('measurementSystemError')

/** So long the registers must stand still while current flows before the meter notes it, seconds; our choice. */
const stoppedAfter = 900

/** The registers stand still while current flows. */
export const stoppedRegister: Effect = {
  ...failed('measurementSystemError', stoppedAfter),
  flow: 'uncounted',
}

/** After so long with a low voltage the battery is to be replaced, seconds; our choice. */
export const replaceAfter = 600

/** The battery of the clock is nearly empty. */
export const batteryLow: Effect = {
  error: { event: 'replaceBattery', after: replaceAfter },
  happens: harm =>
    (
      [
        { at: harm.from, event: 'batteryLow' },
        { at: harm.from + replaceAfter, event: 'replaceBattery' },
      ] as const
    ).filter(({ at }) => at < endOf(harm)),
}

/** The modem does not work: the meter says nothing, and is not heard. */
export const radioFault: Effect = {
  isMute: true,
  happens: harm => {
    const begun = { at: harm.from, event: 'noConnection' } as const
    const end = endOf(harm)
    return Number.isFinite(end)
      ? [begun, { at: end, event: 'modemInitialized', duration: end - harm.from }]
      : [begun]
  },
}

/** The application does not have the signature that it was loaded with: its check at the start finds that. */
export const firmwareSignature: Effect = {
  happens: harm => [{ at: harm.from, event: 'firmwareRefused' }],
}
