import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { toHex } from '@ferraris/bytes'
import { zone } from '@ferraris/cosem'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { type FolderFlags, loadPlate, openDeviceStore, savePlate } from './folder.ts'
import { readParameters } from './parameters.ts'

interface MakeFlags extends FolderFlags {
  readonly address?: string
  readonly hardware: string
  readonly timeZone: string
  readonly parameters?: string
}

/** `customer-device make`. */
export async function makeDevice(id: string, flags: MakeFlags): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id))
    throw new InputError('id', 'is no name', 'letters, digits, dot, dash and underscore; at most 64')
  const { hardware, timeZone } = flags
  checkZone(timeZone)
  const given = flags.parameters === undefined ? {} : readParameters(readFile(flags.parameters))
  const address = (flags.address ?? given.address ?? drawnAddress()).toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(address))
    throw new InputError('--address', 'is no address', 'write 12 hex digits')
  const initialKey = given.initialKey ?? new Uint8Array(randomBytes(16))
  const store = openDeviceStore(flags)
  try {
    if (loadPlate(store) !== undefined)
      throw new InputError('--data', 'a device was made in this folder already', 'choose another folder')
    savePlate(store, { id, hardware, timeZone, address, initialKey, meters: given.meters ?? [] })
  } finally {
    store.close()
  }
  const parameters = { id, address, initialKey: toHex(initialKey) }
  show(flags.json, parameters, () =>
    [
      `Device ${id}. The distributor has to know:`,
      `  address      ${address}`,
      `  initial key  ${toHex(initialKey)}`,
    ].join('\n'),
  )
}

/** Maker and number, as makers give them out: FER stands for ours. */
function drawnAddress(): string {
  return `4645${toHex(randomBytes(4))}`
}

function checkZone(text: string): void {
  try {
    zone(text)
  } catch (cause) {
    throw new InputError('--time-zone', `${text} is not known`, 'write a zone such as Europe/Rome', { cause })
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new InputError('--parameters', `${file} cannot be read`, 'name a file that is there', { cause })
  }
}
