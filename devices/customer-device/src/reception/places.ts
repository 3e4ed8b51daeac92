import { aca } from '@ferraris/smitp/mac'
import { listenForPushes, openSerial, type PushKeys, type PushPlace } from '@ferraris/transport'
import type { CustomerDevice } from '../customer-device.ts'
import { listenToModem } from './modem.ts'
import type { WayOpener } from './way.ts'

type SerialPlace = Parameters<typeof openSerial>[0]

/** By a power-line modem on a serial port. */
export function modemWay(device: CustomerDevice, place: SerialPlace): WayOpener {
  return async onGone => {
    const line = await openSerial(place)
    listenToModem({
      line,
      address: aca(device.state.settings.address),
      now: () => performance.now(),
      onApdu: apdu => device.receive(apdu),
      onClosed: cause => onGone(cause ?? new Error(`${line.name} is closed`)),
    })
    return line
  }
}

/**
 * Over TCP, UDP, a serial port or a broker, as APDUs of any framing: frames of Chain 2 at a bench or by a second way, and pushes of
 * other countries' customer ports. `onPlace` is told where.
 */
export function pushWay(
  device: CustomerDevice,
  place: PushPlace,
  keys: readonly PushKeys[],
  onPlace: (place: string) => void = () => {},
): WayOpener {
  return async onGone => {
    const service = await listenForPushes(place, {
      keys,
      audience: {
        takes: apdu => device.receiveIfOurs(apdu),
        onPush: push => device.receivePush(push),
        onUnread: ({ apdu }) => device.receive(apdu),
        onNoise() {},
      },
      onGone,
    })
    onPlace(service.place)
    return service
  }
}
