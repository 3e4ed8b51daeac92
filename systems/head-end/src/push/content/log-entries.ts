import type { Data, Zone } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { momentIn, nameIn, numberIn } from './elements.ts'

/** An entry of a log: what happened, with the time of the log. */
export interface PushedEntry {
  readonly log: string
  readonly code: number
  readonly time: number
}

/** What names mean in pushes (IEC 62056-6-1; IDIS, DSMR): the setup of the last gasp, logs, and the codes of their entries. */
export const lastGaspSetup: string = obisCodes.lastGaspPush
export const logName = /^0\.0\.99\.98\.\d+\.255$/
export const codeName = /^0\.0\.96\.11\.(\d+)\.255$/

/** Rows of a log as its buffer has them: a moment and a number in front. */
export function rowsOfLog(log: string, value: Data, zone: Zone): PushedEntry[] {
  const rows = value.type === 'array' ? value.value : [value]
  return rows.flatMap(row => {
    if (row.type !== 'structure') return []
    const [time, code] = [momentIn(row.value[0], zone), numberIn(row.value[1])]
    return time === undefined || code === undefined ? [] : [{ log, code, time }]
  })
}

/** Structures of the name of a log, a number and a moment, wherever they stand. */
export function entriesIn(body: Data, zone: Zone): PushedEntry[] {
  if (body.type !== 'structure' && body.type !== 'array') return []
  const [name, number, moment] = body.value
  const log = nameIn(name)
  if (log === undefined || !logName.test(log)) return body.value.flatMap(element => entriesIn(element, zone))
  const [code, time] = [numberIn(number), momentIn(moment, zone)]
  return code === undefined || time === undefined ? [] : [{ log, code, time }]
}
