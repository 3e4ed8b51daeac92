import { toHex } from '@ferraris/bytes'
import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from './automation.ts'

export const functionControlName = obis('0.0.44.1.0.255')

const disabledSetting = 'functions.disabled'

/** Names, in hex, of the functions that are switched off (IEC 62056-6-2, class 122). */
function disabled({ memory }: Automation): readonly string[] {
  return memory.get<string[]>(disabledSetting) ?? []
}

export function functionList({ settings }: Automation) {
  return settings.get(classes.functionControl, functionControlName, 'functionList')
}

export function functionStatus(automation: Automation) {
  const off = disabled(automation)
  return functionList(automation).map(({ name }) => ({ name, enabled: !off.includes(toHex(name)) }))
}

/** Whether an object belongs to a function that is switched off: then nobody can use it, nor does it act. */
export function isSwitchedOff(automation: Automation, of: Obis): boolean {
  const off = disabled(automation)
  if (off.length === 0) return false
  return functionList(automation).some(
    ({ name, objects }) => off.includes(toHex(name)) && objects.some(({ obis }) => obis === of),
  )
}

/** Switches functions on and off; false, and nothing changed, where one is not known. */
export function setFunctionStatus(
  automation: Automation,
  status: readonly { readonly name: Uint8Array; readonly enabled: boolean }[],
  now: number,
): boolean {
  const known = functionList(automation).map(({ name }) => toHex(name))
  if (!status.every(({ name }) => known.includes(toHex(name)))) return false
  const off = new Set(disabled(automation))
  for (const { name, enabled } of status) {
    if (enabled) off.delete(toHex(name))
    else off.add(toHex(name))
  }
  automation.change(now, () => automation.memory.set(disabledSetting, [...off]))
  return true
}
