import { at } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import { type Data, scaled } from '@ferraris/cosem'
import { listedReadings, pushedAttributes } from './object-list.ts'
import { logicalName, plainValue, scalerAndUnit } from './values.ts'

/**
 * Values in the list layouts that name their values themselves: by a list of their objects in front, or a logical name, its
 * value and, in most layouts, scaler and unit, either in a structure of their own or one after the other in a flat one.
 */
export function readingsOf(body: Data, time: string | null): Reading[] {
  const listed = listedReadings(body, () => undefined)
  if (listed !== undefined) return listed.map(reading => ({ ...reading, time }))
  const found: Reading[] = []
  collect(body, time, found)
  return found
}

function collect(data: Data, time: string | null, found: Reading[]): void {
  if (data.type !== 'array' && data.type !== 'structure' && data.type !== 'compact-array') return
  if (pushedAttributes(data) !== undefined) return
  const elements = data.value
  for (let i = 0; i < elements.length; i++) {
    const element = at(elements, i)
    const name = nameOf(element)
    const value = name === undefined ? undefined : plainValue(elements[i + 1])
    if (name === undefined || value === undefined) {
      collect(element, time, found)
      continue
    }
    const scale = scalerAndUnit(elements[i + 2])
    const number = typeof value === 'number' && scale !== undefined ? scaled(value, scale.scaler) : value
    found.push({ obis: name, value: number, unit: scale?.unit ?? null, time })
    i += scale === undefined ? 1 : 2
  }
}

/** The name of a push setup names the push, not what follows it: meters send it in front of their serial number. */
const pushSetup = /^0\.\d+\.25\.9\.\d+\.255$/

function nameOf(data: Data): string | undefined {
  const name = data.type === 'octet-string' ? logicalName(data.value) : undefined
  return name === undefined || pushSetup.test(name) ? undefined : name
}
