import { randomBytes } from 'node:crypto'
import { toHex } from '@ferraris/bytes'
import { type ParameterMeter, readParameters } from '@ferraris/conformance'
import { zone } from '@ferraris/cosem'
import type { DeviceSettings, MeterSettings, OperatingKeys } from '@ferraris/customer-device'
import { chosenSample } from '../device-bench/sample.ts'
import { InputError } from '../errors.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { type FolderFlags, firmwareVersion, loadPlate, openDeviceStore, savePlate } from './folder.ts'

interface MakeFlags extends FolderFlags {
  readonly address?: string
  readonly hardware?: string
  readonly timeZone?: string
  readonly parameters?: string
  readonly sample?: string
}

/** `customer-device make`. */
export async function makeDevice(id: string, flags: MakeFlags): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id))
    throw new InputError('id', 'is no name', 'letters, digits, dot, dash and underscore; at most 64')
  const given = presetOf(flags)
  const hardware = flags.hardware ?? given.hardware ?? 'virtual 1'
  const timeZone = flags.timeZone ?? given.timeZone ?? 'Europe/Rome'
  checkZone(timeZone)
  const address = (flags.address ?? given.address ?? drawnAddress()).toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(address))
    throw new InputError('--address', 'is no address', 'write 12 hex digits')
  const initialKey = given.initialKey ?? new Uint8Array(randomBytes(16))
  const keys = given.meters?.[0]?.keys
  const store = openDeviceStore(flags)
  try {
    if (loadPlate(store) !== undefined)
      throw new InputError('--data', 'a device was made in this folder already', 'choose another folder')
    savePlate(store, { id, hardware, timeZone, address, initialKey, meters: given.meters ?? [] })
  } finally {
    store.close()
  }
  const parameters = {
    maker: 'Ferraris',
    model: 'virtual device',
    hardware,
    firmware: firmwareVersion(),
    timeZone,
    ...(given.meters && {
      meters: given.meters.map(({ role, systemTitle, pod }) => ({ role, systemTitle, pod })),
    }),
    samples: [
      {
        sample: id,
        smitpAddress: address.toLowerCase(),
        operatingKey: toHex(initialKey),
        ...(keys && { authenticationKey: toHex(keys.authenticationKey) }),
      },
    ],
  }
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

/** What the file of a maker says of a sample: its operating key serves for the first association, too. */
function presetOf({ parameters: file, sample: name }: MakeFlags): Partial<DeviceSettings> {
  if (file === undefined) return {}
  const parameters = readParameters(readText('--parameters', file))
  const { hardware, timeZone, meters, isPreset } = parameters
  const sample = chosenSample(parameters, name)
  const keys = { encryptionKey: sample.operatingKey, authenticationKey: sample.authenticationKey }
  return {
    hardware,
    timeZone,
    address: sample.smitpAddress,
    initialKey: sample.operatingKey,
    ...(isPreset && { meters: presetMeters(meters, keys) }),
  }
}

function presetMeters(meters: readonly ParameterMeter[], keys: OperatingKeys): MeterSettings[] {
  return meters.map(({ role, systemTitle, pod }, i) => {
    if (pod === undefined)
      throw new InputError(
        `meters[${i}].pod`,
        'is missing',
        'a device tells the point of delivery that it counts for',
      )
    return { role, systemTitle: toHex(systemTitle), pod, keys }
  })
}
