import { type Data, data } from '@ferraris/cosem'
import type { Automation } from '../../automation/automation.ts'
import type { AttributeReference } from '../../automation/self-access.ts'

/** An attribute, or one element of it: counted from 1, 0 being all of it. */
type CapturedAttribute = AttributeReference & { readonly dataIndex?: number }

/** The value of an attribute, or of one element of it, at a true instant; null-data for what has none. */
export function referencedValue({ self }: Automation, captured: CapturedAttribute, at: number): Data {
  const { dataIndex = 0 } = captured
  const value = self.read(captured, at)
  if (value === undefined) return data.nothing()
  if (dataIndex === 0 || (value.type !== 'structure' && value.type !== 'array')) return value
  return value.value[dataIndex - 1] ?? data.nothing()
}

/** The values of a list of attributes at one instant. */
export function snapshot(automation: Automation, list: readonly CapturedAttribute[], at: number): Data[] {
  return list.map(captured => referencedValue(automation, captured, at))
}

/** The number that data of a numeric type holds. */
export function numberOf({ value }: Data): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' ? value : undefined
}
