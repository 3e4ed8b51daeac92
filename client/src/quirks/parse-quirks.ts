import { zone } from '@ferraris/cosem'
import { noQuirks, type Quirks } from './quirks.ts'

const deviations: readonly string[] = ['stated', 'inverted', 'ignored'] satisfies Quirks['deviation'][]

/** How quirks are written in short. */
export const quirksForm = 'no-lists,no-ranges,range-as-date-time,deviation=inverted|ignored,clock-zone=ZONE'

/** Reads quirks as a person writes them, `no-lists,deviation=inverted`; undefined where one is not known. */
export function parseQuirks(text: string): Quirks | undefined {
  let quirks = noQuirks
  for (const part of text.split(',')) {
    const [name, value] = part.trim().split('=')
    const change = changeOf(name, value)
    if (change === undefined) return undefined
    quirks = { ...quirks, ...change }
  }
  return quirks
}

function changeOf(name: string | undefined, value: string | undefined): Partial<Quirks> | undefined {
  if (name === 'no-lists' && value === undefined) return { noLists: true }
  if (name === 'no-ranges' && value === undefined) return { noRanges: true }
  if (name === 'range-as-date-time' && value === undefined) return { rangeAsDateTime: true }
  if (name === 'deviation' && value !== undefined && deviations.includes(value))
    return { deviation: value as Quirks['deviation'] }
  if (name === 'clock-zone' && value !== undefined && isZone(value)) return { clockZone: value }
  return undefined
}

function isZone(id: string): boolean {
  try {
    zone(id)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
