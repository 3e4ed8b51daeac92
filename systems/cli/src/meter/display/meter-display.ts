import { resolve } from 'node:path'
import { askMeter } from '../serve/harm-door.ts'
import { type DisplayOptions, showDisplay } from './display.ts'

/** `meter display`: the front of the meter that runs on a data folder. */
export async function showMeterDisplay({
  data,
  ...options
}: DisplayOptions & { readonly data: string }): Promise<void> {
  const folder = resolve(data)
  await showDisplay(
    {
      look: () => askMeter(folder, { ask: 'display' }),
      press: button => askMeter(folder, { ask: 'press', button }),
      open: cover => askMeter(folder, { ask: 'set', order: { kind: cover } }),
      close: cover => askMeter(folder, { ask: 'clear', kind: cover }),
    },
    options,
  )
}
