import type { Data, Zone } from '@ferraris/cosem'
import type { PushedAttribute } from '@ferraris/dlms/push'
import { obisCodes } from '@ferraris/metering'
import { registerOfAlarm } from '../../events/alarm-codes.ts'
import { momentIn, nameIn, numberIn, textIn } from './elements.ts'
import { codeName, entriesIn, lastGaspSetup, logName, rowsOfLog } from './log-entries.ts'

/** What the push setups of a meter send, by the name of the setup. */
export type PushLists = ReadonlyMap<string, readonly PushedAttribute[]>

const valueAttribute = 2
/** Numbers that meters have (IEC 62056-6-1). */
const meterName = /^(0\.0\.42\.0\.0|[01]\.[01]\.96\.1\.\d+|1\.0\.0\.0\.\d+)\.255$/

/** Reads a body by the list of the push setup that sent it; undefined where none of the meter's lists can be its. */
export function ofKnownList(body: Data, given: number | undefined, zone: Zone, lists: PushLists) {
  if (body.type !== 'structure') return undefined
  const [setup, list] = listOf(body.value, lists) ?? []
  if (list === undefined) return undefined
  const values = list.map(({ obis, attribute }, i) => ({ obis, attribute, value: body.value[i] }))
  const time = momentIn(values.find(({ obis }) => obis === obisCodes.clock)?.value, zone) ?? given
  const words: { register: string; word: number }[] = []
  const entries: { log: string; code: number; time: number }[] = []
  let meter: string | undefined
  for (const { obis, attribute, value } of values) {
    if (value === undefined || attribute !== valueAttribute) continue
    const number = numberIn(value)
    const [, log] = codeName.exec(obis) ?? []
    if (meterName.test(obis)) meter ??= textIn(value)
    else if (logName.test(obis)) entries.push(...rowsOfLog(obis, value, zone))
    else if (number !== undefined && registerOfAlarm(obis) !== undefined)
      words.push({ register: obis, word: number >>> 0 })
    else if (number !== undefined && log !== undefined && time !== undefined)
      entries.push({ log: `0.0.99.98.${log}.255`, code: number, time })
    else entries.push(...entriesIn(value, zone))
  }
  return { time, meter, words, entries, isLastGasp: setup === lastGaspSetup }
}

/** The list of the setup that the body names in front; else the only one with as many places. */
function listOf(values: readonly Data[], lists: PushLists) {
  const fitting = [...lists].filter(([, list]) => list.length === values.length)
  const name = nameIn(values[0])
  return fitting.find(([setup]) => setup === name) ?? (fitting.length === 1 ? fitting[0] : undefined)
}
