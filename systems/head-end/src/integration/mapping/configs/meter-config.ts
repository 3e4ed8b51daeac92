import { identify, type NounValue, named, type Payload } from '@ferraris/cim'
import { EnrolmentError } from '../../../inventory/enrol.ts'
import { removeEndDevice } from '../../../inventory/queries.ts'
import { mostDevicesARequest } from '../../bounds.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, Refusal } from '../../inbox/handling.ts'
import { putEvent } from '../../publishing/put-event.ts'
import { devicesNamed } from '../devices.ts'
import type { MappingParts } from '../parts.ts'

type Config = NounValue<'MeterConfig'>
type Meter = NonNullable<Config['Meter']>[number]
type ComFunction = NonNullable<Config['ComFunction']>[number]

/** A meter of either noun: what both have in common. */
type Device = Pick<Meter, 'mRID' | 'Names' | 'serialNumber' | 'electronicAddress' | 'ComFunction'>

interface Configs {
  readonly noun: 'MeterConfig' | 'EndDeviceConfig'
  readonly devices: readonly Device[]
  readonly functions: readonly ComFunction[]
}

function configsIn({ Payload: payload }: { readonly Payload?: Payload | undefined }): Configs {
  const { MeterConfig: meters, EndDeviceConfig: devices } = payload ?? {}
  const noun = meters === undefined ? 'EndDeviceConfig' : 'MeterConfig'
  const found = [...(meters?.Meter ?? []), ...(devices?.EndDevice ?? [])]
  if (found.length === 0)
    throw new Refusal('payload-missing', 'there is no Meter and no EndDevice', { path: 'Payload' })
  if (found.length > mostDevicesARequest)
    throw new Refusal('too-many', `${found.length} meters; at most ${mostDevicesARequest} in one message`)
  return {
    noun,
    devices: found,
    functions: [...(meters?.ComFunction ?? []), ...(devices?.ComFunction ?? [])],
  }
}

function serialOf(device: Device): string {
  const serial = device.serialNumber ?? identify(device)
  if (serial === undefined)
    throw new Refusal('value-missing', 'a meter has no serialNumber', { path: 'Meter.serialNumber' })
  return serial
}

/**
 * Takes meters into the inventory, or changes how they are reached: all of a message or none. On a power line by the address (amrAddress) and the
 * concentrator (amrRouter) of their communication; else by the URI in `electronicAddress/web`. Keys are never part of a message:
 * they are given beforehand.
 */
export async function changeMeters(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { noun, devices, functions } = configsIn(asked.message)
  const meters = devices.map(device => ({
    serial: serialOf(device),
    uri: uriOf(device, functions, devices.length),
    usagePoint: usagePointOf(device),
    keys: [],
  }))
  try {
    await parts.enrol(meters)
  } catch (error) {
    if (!(error instanceof EnrolmentError)) throw error
    const name = meters[error.index]?.serial ?? ''
    throw new Refusal('value-unusable', error.detail, {
      path: error.field,
      about: { name, objectType: 'Meter' },
    })
  }
  const verb = asked.message.Header.Verb === 'change' ? 'changed' : 'created'
  await putEvent(parts, {
    noun,
    verb,
    asked,
    payload: {
      [noun]: configOf(
        noun,
        meters.map(meter => meter.serial),
      ),
    },
  })
  return { reply: accepted }
}

/** Removes meters from the inventory; what they measured stays. */
export async function removeMeters(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { noun, devices } = configsIn(asked.message)
  const removed: string[] = []
  const refused: ReturnType<typeof errorOf>[] = []
  for (const device of devices) {
    const name = serialOf(device)
    if (await removeEndDevice(parts.db, name)) removed.push(name)
    else
      refused.push(
        errorOf(
          new Refusal('unknown-device', `${name} is not in the inventory`, {
            about: { name, objectType: 'Meter' },
          }),
        ),
      )
  }
  if (removed.length === 0) return { reply: failed(...refused) }
  await putEvent(parts, { noun, verb: 'deleted', asked, payload: { [noun]: configOf(noun, removed) } })
  return { reply: refused.length === 0 ? accepted : partly(refused) }
}

/** Meters of the inventory, with the way to them. */
export async function showMeters(parts: MappingParts, asked: Asked): Promise<Handled> {
  const request = asked.message.Request
  const wanted = request?.GetMeterConfig ?? request?.GetEndDeviceConfig ?? {}
  const noun = request?.GetEndDeviceConfig === undefined ? 'MeterConfig' : 'EndDeviceConfig'
  const devices = [...(wanted.Meter ?? []), ...(wanted.EndDevice ?? [])]
  const { serials, unknown } = await devicesNamed(parts.db, { devices, usagePoints: wanted.UsagePoint })
  const refused = unknown.map(errorOf)
  if (serials.length === 0) return { reply: refused.length === 0 ? accepted : failed(...refused) }
  return {
    reply: refused.length === 0 ? accepted : partly(refused),
    payload: { [noun]: configOf(noun, serials) },
  }
}

function configOf(noun: Configs['noun'], serials: readonly string[]): object {
  return {
    [noun === 'MeterConfig' ? 'Meter' : 'EndDevice']: serials.map(serial => ({
      serialNumber: serial,
      ...named(serial),
    })),
  }
}

function uriOf(device: Device, functions: readonly ComFunction[], count: number): string {
  const own = functions.find(({ mRID }) => mRID !== undefined && device.ComFunction?.includes(mRID))
  const [only] = functions
  const way = own ?? (count === 1 && functions.length === 1 ? only : undefined)
  const { amrAddress: address, amrRouter: router = '' } = way ?? {}
  if (address !== undefined && /^[0-9A-Fa-f]{12}$/.test(address))
    return `smitp+g2://${router}/${address}?client=2&server=1&auth=gmac`
  const uri = device.electronicAddress?.web ?? address
  if (uri !== undefined) return uri
  throw new Refusal(
    'value-missing',
    'a meter has neither a ComFunction with amrAddress nor electronicAddress/web',
    {
      path: 'Meter.ComFunction',
      about: { name: serialOf(device), objectType: 'Meter' },
    },
  )
}

/** By a name of the type that partners agree on; the standard has no member for it in this noun. */
function usagePointOf({ Names: names = [] }: Device): string | undefined {
  return names.find(({ NameType: type }) => type?.name === 'UsagePoint')?.name
}
