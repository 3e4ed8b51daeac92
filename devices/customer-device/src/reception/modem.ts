import { DecodeError } from '@ferraris/bytes'
import {
  decodeHeardFrame,
  decodeLinkData,
  openSerialLink,
  type SerialLinkOutput,
  stepSerialLink,
} from '@ferraris/smitp/host'
import type { Aca } from '@ferraris/smitp/mac'
import { NotificationReceiver } from '@ferraris/smitp/notification'
import type { OctetLine } from '@ferraris/transport'

export interface ModemOptions {
  readonly line: OctetLine
  /** Ours: frames for other devices are passed over. */
  readonly address: Aca
  /** Milliseconds, of any clock that does not go back. */
  readonly now: () => number
  readonly onApdu: (apdu: Uint8Array) => void
  readonly onClosed: (cause: Error | undefined) => void
}

/**
 * Listens to a power-line modem on a serial port by its host interface: modems for customers' devices hand over the data of their
 * slave (DSAP 1), others whole frames as they were heard. Both are acknowledged; nothing is ever sent to the mains.
 */
export function listenToModem({ line, address, now, onApdu, onClosed }: ModemOptions): void {
  const receiver = new NotificationReceiver(address)
  let link = openSerialLink()
  let timer: NodeJS.Timeout | undefined

  function step(input: Parameters<typeof stepSerialLink>[1]): void {
    const [next, outputs] = stepSerialLink(link, input, now())
    link = next
    for (const output of outputs) follow(output)
  }

  function follow(output: SerialLinkOutput): void {
    if (output.kind === 'write') line.write(output.octets)
    else if (output.kind === 'wake') wakeAt(output.at)
    else if (output.kind === 'deliver') {
      const psdu = psduIn(output)
      const apdu = psdu && receiver.take(psdu)
      if (apdu !== undefined) onApdu(apdu)
    }
  }

  function wakeAt(at: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => step({ kind: 'tick' }), Math.max(0, at - now()))
    timer.unref()
  }

  line.attach({
    onOctets: octets => step({ kind: 'octets', octets }),
    onClosed(cause) {
      clearTimeout(timer)
      onClosed(cause)
    },
  })
}

/** The frame in what a modem delivers; undefined for anything else that it has to say. */
function psduIn({ code, payload }: Extract<SerialLinkOutput, { kind: 'deliver' }>): Uint8Array | undefined {
  try {
    if (code === 'phy-data.indication') return decodeHeardFrame(payload).psdu
    if (code !== 'slave-data.indication') return undefined
    const { protocol, frame } = decodeLinkData(payload)
    return protocol === 'slave-dsap-1' ? frame : undefined
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
