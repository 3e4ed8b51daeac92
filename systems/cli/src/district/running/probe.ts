import { resolve } from 'node:path'
import { InputError } from '../../errors.ts'
import { dataFolder } from '../../keys/data-folder.ts'
import { show } from '../../terminal/say.ts'
import { askDistrict } from './fault-socket.ts'

/** `district probe`: the probe stays where it is until the district ends, or other ones take its place. */
export async function holdProbe(
  serial: string,
  { data, json }: { readonly data?: string; readonly json?: boolean },
): Promise<void> {
  const uri = await askDistrict(resolve(dataFolder(data)), { ask: 'probe', serial })
  if (uri === null)
    throw new InputError(
      'serial',
      `no meter on a line is called ${serial}`,
      'see ferraris district describe; other meters are reached at their own address',
    )
  show(json, { serial, uri }, () => uri)
}
