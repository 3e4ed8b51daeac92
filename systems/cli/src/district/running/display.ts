import { resolve } from 'node:path'
import { InputError } from '../../errors.ts'
import { dataFolder } from '../../keys/data-folder.ts'
import { type DisplayOptions, showDisplay } from '../../meter/display/display.ts'
import { askDistrict } from './fault-socket.ts'

/** `district display`: the front of a meter of the district that runs on a data folder. */
export async function showDistrictDisplay(
  serial: string,
  { data, ...options }: DisplayOptions & { readonly data?: string },
): Promise<void> {
  const folder = resolve(dataFolder(data))
  await showDisplay(
    {
      async look() {
        const display = await askDistrict(folder, { ask: 'display', serial })
        if (display !== null) return { serial, display }
        throw new InputError('serial', `no meter is called ${serial}`, 'see ferraris district describe')
      },
      press: button => askDistrict(folder, { ask: 'press', serial, button }),
      open: cover => askDistrict(folder, { ask: 'set', order: { kind: cover, target: serial } }),
      close: cover => askDistrict(folder, { ask: 'clear', kind: cover, target: serial }),
    },
    options,
  )
}
