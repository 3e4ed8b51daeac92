import { toHex } from '@ferraris/bytes'
import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import type { Settings } from './settings.ts'

export const functionControlName = obis('0.0.44.1.0.255')

/** Where functions and their status are kept. */
interface Kept {
  readonly memory: NonVolatile
  readonly settings: Settings
}

const disabledSetting = 'functions.disabled'

/** Names, in hex, of the functions that are switched off (IEC 62056-6-2, class 122). */
export function disabledFunctions({ memory }: Kept): readonly string[] {
  return memory.get<string[]>(disabledSetting) ?? []
}

export function keepDisabled({ memory }: Kept, names: readonly string[]): void {
  memory.set(disabledSetting, names)
}

export function functionList({ settings }: Kept) {
  return settings.get(classes.functionControl, functionControlName, 'functionList')
}

/** Whether an object belongs to a function that is switched off: then it cannot be used, nor does it act. */
export function isSwitchedOff(kept: Kept, of: Obis): boolean {
  const off = disabledFunctions(kept)
  if (off.length === 0) return false
  return functionList(kept).some(
    ({ name, objects }) => off.includes(toHex(name)) && objects.some(({ obis }) => obis === of),
  )
}
