import { type Data, decodeDateTime, instantOf } from '@ferraris/cosem'
import type { DataAccessResult } from '@ferraris/dlms'
import { enableTransfer } from '../firmware/image-actions.ts'
import { writeMode } from '../payment/payment-sources.ts'
import { writeSpecialDays } from '../tariffs/calendar-actions.ts'
import { writeActiveMask } from '../tariffs/tariff-writes.ts'
import type { Context } from './context.ts'
import type { SourceName } from './sources.ts'

/** Takes a value that a client writes. */
export type Write = (context: Context, value: Data) => DataAccessResult

const clockTime: Write = ({ store, now }, value) => {
  if ((value.type !== 'octet-string' && value.type !== 'date-time') || value.value.length !== 12) {
    return 'type-unmatched'
  }
  const shown = instantOf(decodeDateTime(value.value), store.clock.zone)
  if (shown === undefined) return 'other-reason'
  store.setClock(shown, now)
  return 'success'
}

const controlMode: Write = ({ store, now }, value) => {
  if (value.type !== 'enum') return 'type-unmatched'
  return store.supply.setMode(value.value, now) ? 'success' : 'other-reason'
}

/** The sources that can be written, by the same names. */
export const writes: Partial<Record<SourceName, Write>> = {
  'clock.time': clockTime,
  'switch.controlMode': controlMode,
  'account.modeAndStatus': writeMode,
  'image.enabled': enableTransfer,
  'calendar.specialDays': writeSpecialDays,
  'tariff.activeMask': writeActiveMask,
}
