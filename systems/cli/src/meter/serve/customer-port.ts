import { type Data, data, encodeData, obis, obisToOctets } from '@ferraris/cosem'
import { encodeNotification } from '@ferraris/dlms/push'
import type { LogicalDevice } from '@ferraris/dlms/server'
import { msOf, obisCodes } from '@ferraris/metering'
import { openPushSender, type PushFraming } from '@ferraris/transport'
import { InputError } from '../../errors.ts'
import { parseListenPlace } from '../../listen/listen-place.ts'
import { ownAttribute, ownRegisters } from './own-registers.ts'

export interface CustomerPortOptions {
  /** `tcp://host:port`, `udp://host:port`, `serial:///dev/ttyUSB0?baud=2400`. */
  readonly customerPort?: string
  readonly customerFraming: PushFraming
  /** Seconds between two telegrams. */
  readonly customerEvery: number
}

/** What the meter says at its customer port: each value with its name, scaler and unit. */
function customerTelegram(device: LogicalDevice): Uint8Array {
  const read = (classId: number, name: string, id: number) => ownAttribute(device, classId, name, id)
  const named = (name: string, ...values: (Data | undefined)[]): Data[] =>
    values.every(value => value !== undefined) ? [data.octets(obisToOctets(obis(name))), ...values] : []
  const now = read(8, obisCodes.clock, 2)
  return encodeNotification({
    kind: 'data-notification',
    longInvokeId: 0,
    confirmed: false,
    time: now?.type === 'octet-string' ? now.value : undefined,
    body: encodeData(
      data.structure(
        ...named(obisCodes.serialNumber, read(1, obisCodes.serialNumber, 2)),
        ...ownRegisters(device).flatMap(register =>
          named(register.obis, register.value, register.scalerUnit),
        ),
      ),
    ),
  })
}

/**
 * Pushes the meter's telegram again and again, until it is closed; while it is silent, for want of supply, none. `onTrouble` hears of a line that breaks,
 * and of a telegram that could not be made.
 */
export async function openCustomerPort(
  device: LogicalDevice,
  { customerPort, customerFraming, customerEvery }: CustomerPortOptions & { customerPort: string },
  onTrouble: (error: Error) => void,
  isSilent = () => false,
): Promise<{ close(): Promise<void> }> {
  const target = parseListenPlace(customerPort)
  if (target.medium === 'mqtt')
    throw new InputError('--customer-port', 'is a line, no broker', 'write tcp://, udp:// or serial://')
  const sender = await openPushSender(target, customerFraming, { timeoutMs: 10_000, onGone: onTrouble })
  const say = () => {
    try {
      if (!isSilent()) sender.send(customerTelegram(device))
    } catch (error) {
      onTrouble(error as Error)
    }
  }
  say()
  const timer = setInterval(say, msOf(customerEvery))
  return {
    close() {
      clearInterval(timer)
      return sender.close()
    },
  }
}
