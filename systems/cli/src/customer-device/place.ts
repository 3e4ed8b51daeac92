import { type CustomerDevice, modemWay, pushWay, type WayOpener } from '@ferraris/customer-device'
import { modemPlace } from '../concentrator/options.ts'
import { parseListenPlace } from '../listen/listen-place.ts'
import { readPushKeys } from '../listen/push-keys.ts'

/** The way by which telegrams come: a modem on the power line, else whatever `ferraris listen` can hear. Throws InputError. */
export async function wayOf(
  device: CustomerDevice,
  place: string,
  { keys }: { readonly keys?: string },
  onPlace: (place: string) => void,
): Promise<WayOpener> {
  if (place.startsWith('serial:')) return modemWay(device, modemPlace(place))
  const heard = parseListenPlace(place.replace(/^han:/, 'serial:'))
  return pushWay(device, heard, await readPushKeys(keys), onPlace)
}
