import { fromHex } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import type { P1Telegram } from '@ferraris/iec62056-21'

/** When a telegram was made (DSMR). */
const timestamp = '0.0.1.0.0.255'
/** Numbers of meters are texts in hex. */
const meterNumber = /^0\.\d+\.(?:96\.1|42\.0)\.\d+\.255$/

/** The readings of a telegram of port P1. Values with a time of their own, such as gas, keep it. */
export function p1Readings({ sets }: Pick<P1Telegram, 'sets'>): Reading[] {
  const made = sets.find(({ obis }) => obis === timestamp)?.values[0]?.value
  return sets.flatMap(({ obis, values }) => {
    const last = values.at(-1)
    if (obis === undefined || last === undefined) return []
    const own = values.length > 1 ? momentOf(values[0]?.value) : null
    return [{ obis, ...contentOf(obis, last.value), unit: last.unit ?? null, time: own ?? momentOf(made) }]
  })
}

function contentOf(obis: string, text: string): Pick<Reading, 'value'> {
  if (obis === timestamp) return { value: momentOf(text) ?? text }
  if (meterNumber.test(obis) && /^(?:[2-7][0-9A-F])+$/i.test(text))
    return { value: String.fromCharCode(...fromHex(text)) }
  return { value: /^-?\d+\.\d+$|^-?\d{1,15}$/.test(text) ? Number(text) : text }
}

/** `YYMMDDhhmmss` with S or W as local time; null for anything else. */
function momentOf(text: string | undefined): string | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[SW]?$/.exec(text ?? '') ?? []
  return year === undefined ? null : `20${year}-${month}-${day} ${hour}:${minute}:${second}`
}
