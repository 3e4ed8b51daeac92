import { encodeData } from '@ferraris/cosem'
import type { ValueType } from '@ferraris/cosem/values'
import type { DataAccessResult } from '@ferraris/dlms'
import type { Context } from './context.ts'

/** What one setting may take up in the meter's memory, octets. */
const longest = 16_384

/** What a new value of a setting must obey, and what it causes. All of it is written together. */
export interface SettingRules<T> {
  /** Whether the object accepts a value of the right type. */
  rule?(value: T, context: Context): DataAccessResult
  /** What has to be done before the value changes. */
  before?(context: Context): void
  /** What follows from the new value. */
  after?(context: Context): void
}

/** Rules that look at the meter, whatever the value is. */
export interface RulesOfAnyValue {
  rule?(value: unknown, context: Context): DataAccessResult
  after?(context: Context): void
}

/** A rule's answer. */
export function allowed(holds: boolean): DataAccessResult {
  return holds ? 'success' : 'other-reason'
}

interface Setting<T> {
  readonly id: number
  readonly type: ValueType<T>
  readonly rules: SettingRules<T>
}

/** Takes a new value of a setting, if its rule allows. What was due before it has been done already. */
export function writeSetting<T>(
  context: Context,
  { id, type, rules }: Setting<T>,
  value: T,
): DataAccessResult {
  const { object, automation, now } = context
  const kept = type.encode(value)
  if (encodeData(kept).length > longest) return 'other-reason'
  const verdict = rules.rule?.(value, context) ?? 'success'
  if (verdict !== 'success') return verdict
  automation.change(now, () => {
    rules.before?.(context)
    automation.settings.set(object.obis, id, kept)
    rules.after?.(context)
  })
  return 'success'
}
