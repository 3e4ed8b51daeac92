import type { Data } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import type { Association } from '../session/association.ts'
import { given } from '../session/query.ts'

/** Text of a visible-string, or of an octet-string that is text. */
export function textOf(value: Data | undefined): string | undefined {
  if (typeof value?.value === 'string') return /\p{Cc}/u.test(value.value) ? undefined : value.value
  if (!(value?.value instanceof Uint8Array)) return undefined
  const text = String.fromCharCode(...value.value)
  return /^[\x20-\x7e]+$/.test(text) ? text : undefined
}

/** Three letters of the maker, then the maker's own text; undefined where the meter gives none. */
export async function readDeviceName(association: Pick<Association, 'get'>): Promise<string | undefined> {
  const [name] = await association.get({ classId: 1, obis: obisCodes.logicalDeviceName, attribute: 2 })
  return textOf(given(name))
}

/**
 * Meters have no model name in common: the maker's letters and the firmware's version tell as much. Read one by one,
 * because the model decides whether lists may be read.
 */
export async function readModel(association: Pick<Association, 'get'>): Promise<string | undefined> {
  const name = await readDeviceName(association)
  const [firmware] = await association.get({ classId: 1, obis: obisCodes.activeFirmware, attribute: 2 })
  return (
    [name?.slice(0, 3), textOf(given(firmware))].filter(part => part !== undefined).join(' ') || undefined
  )
}
