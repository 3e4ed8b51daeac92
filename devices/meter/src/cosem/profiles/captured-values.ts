import { fromHex, toHex } from '@ferraris/bytes'
import { type Data, data, decodeData, encodeData } from '@ferraris/cosem'
import type { Context } from '../model/context.ts'
import { type Action, done } from '../model/method.ts'

/** What a compact data object or a register table took at its last capture. */
function keyOf({ object }: Context): string {
  return `captured.${object.obis}`
}

export function keptValues(context: Context): readonly Data[] {
  const values = context.automation.memory.get<string | null>(keyOf(context))
  const found = typeof values === 'string' ? decodeData(fromHex(values)) : data.array()
  return found.type === 'structure' ? found.value : []
}

export function keepValues(context: Context, values: readonly Data[]): void {
  context.automation.memory.set(keyOf(context), toHex(encodeData(data.structure(...values))))
}

/** reset (IEC 62056-6-2, classes 61 and 62, method 1). */
export const forgetValues: Action<unknown> = context => {
  keepValues(context, [])
  return done
}
