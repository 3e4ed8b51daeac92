import { type Data, encodeDateTime, type Zone, zone } from '@ferraris/cosem'
import { type Stamps, stampOf } from '@ferraris/metering'
import type { Quirks } from '../quirks/quirks.ts'

/** How a meter of these quirks writes moments; its day is that of `local`. */
export function stampsOf(
  { deviation, clockZone }: Pick<Quirks, 'deviation' | 'clockZone'>,
  local: Zone,
): Stamps {
  return { zone: clockZone === null ? local : zone(clockZone), deviation }
}

/** A moment as the meter takes it in a request. */
export function stampData(moment: number, stamps: Stamps, asDateTime = false): Data {
  const value = encodeDateTime(stampOf(moment, stamps))
  return { type: asDateTime ? 'date-time' : 'octet-string', value }
}

/** The octets of a date-time, alone or as octet-string; undefined for anything else. */
export function stampOctets(data: Data | undefined): Uint8Array | undefined {
  if (data?.type !== 'octet-string' && data?.type !== 'date-time') return undefined
  return data.value.length === 12 ? data.value : undefined
}
