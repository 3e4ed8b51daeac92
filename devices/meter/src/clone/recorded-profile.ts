import { DecodeError } from '@ferraris/bytes'
import { type Data, data, decodeData, encodeData, instantOf, type Zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type CaptureObject, ValueError, values } from '@ferraris/cosem/values'
import type { DataAccessResult, EncodedData, SelectiveAccess } from '@ferraris/dlms'
import { readSelection } from '../cosem/model/selective-access.ts'

/** The rows of a recorded profile that a client selects. A clock in the first column is what a range is about. */
export function selectRecorded(
  buffer: EncodedData,
  captureObjects: EncodedData | undefined,
  selection: SelectiveAccess,
  zone: Zone,
): EncodedData | DataAccessResult {
  try {
    const rows = decodeData(buffer)
    if (captureObjects === undefined || (rows.type !== 'array' && rows.type !== 'compact-array')) {
      return 'scope-of-access-violated'
    }
    const captured: readonly CaptureObject[] = classes.profileGeneric.attributes.captureObjects.type.decode(
      decodeData(captureObjects),
    )
    const wanted = readSelection(selection, captured, zone)
    if (typeof wanted === 'string') return wanted
    const selected = rows.value.filter((row, index) => {
      const place = wanted.by === 'entry' ? index + 1 : timeOf(row, zone)
      return place >= wanted.from && place <= wanted.to
    })
    return encodeData({ type: 'array', value: selected.map(row => columnsOf(row, wanted.columns)) })
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ValueError) return 'scope-of-access-violated'
    throw error
  }
}

function timeOf(row: Data, zone: Zone): number {
  const [first] = row.type === 'structure' ? row.value : []
  return (first && instantOf(values.dateTime.decode(first), zone)) ?? Number.NaN
}

function columnsOf(row: Data, columns: readonly number[]): Data {
  return row.type === 'structure'
    ? { type: 'structure', value: columns.map(place => row.value[place] ?? data.nothing()) }
    : row
}
