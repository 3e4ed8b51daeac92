import { type Data, encodeData } from '@ferraris/cosem'
import { attributeById, interfaceClassOf } from '@ferraris/cosem/classes'
import type { DataAccessResult } from '@ferraris/dlms'
import { decoded } from './action.ts'
import type { Context } from './context.ts'
import { settingEffects, settingPreparations, settingRules } from './setting-rules.ts'

/** What one setting may take up in the meter's memory, octets. */
const longest = 16_384

/**
 * Takes a new value of a setting: one of the declared type, in whatever integers it came, that the object can live
 * with. What was due before it has been done already.
 */
export function writeSetting(context: Context, attribute: number, value: Data): DataAccessResult {
  const { object, automation, now } = context
  const declared = interfaceClassOf(object.classId, object.version)
  const type = declared && attributeById(declared, attribute)?.[1].type
  const typed = type && decoded(type, value)
  if (type === undefined || typed === undefined) return 'type-unmatched'
  const kept = type.encode(typed)
  if (encodeData(kept).length > longest) return 'other-reason'
  const rule = settingRules[object.classId]?.[attribute]
  const verdict = rule?.(context, typed, kept) ?? 'success'
  if (verdict !== 'success') return verdict
  automation.change(now, () => {
    settingPreparations[object.classId]?.(context)
    automation.settings.set(object.obis, attribute, kept)
    settingEffects[object.classId]?.[attribute]?.(context)
  })
  return 'success'
}
