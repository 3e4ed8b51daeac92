import { openModem, serialLinkDefaults, stepModem } from '@ferraris/smitp/host'
import type { Aca } from '@ferraris/smitp/mac'
import { notificationFrames } from '@ferraris/smitp/notification'
import { openSerial } from '@ferraris/transport'

/** As a good line is heard. */
const reception = { snr: 20, signal: 80, inPhase: true }

/** Frames that wait for the line: cases send months of them at once. */
const maxQueue = 8192

interface ModemSenderOptions {
  readonly address: Aca
  readonly onGone: (error: Error) => void
}

/**
 * The bench in the place of a device's modem: on the serial port of the device's host interface, telegrams come as frames that
 * were heard on the mains. Each is repeated by the link until the device has acknowledged it; nothing that the device would send is sent.
 */
export async function openModemSender(
  place: Parameters<typeof openSerial>[0],
  { address, onGone }: ModemSenderOptions,
): Promise<{ send(apdu: Uint8Array): void; close(): Promise<void> }> {
  const line = await openSerial(place)
  let state = openModem({ ...serialLinkDefaults, baud: place.baud, maxQueue })
  let message = 0
  let timer: NodeJS.Timeout | undefined
  function step(input: Parameters<typeof stepModem>[1]): void {
    const now = performance.now()
    const [next, outputs] = stepModem(state, input, now)
    state = next
    for (const output of outputs) {
      if (output.kind === 'write') line.write(output.octets)
      if (output.kind === 'wake') {
        clearTimeout(timer)
        timer = setTimeout(() => step({ kind: 'tick' }), Math.max(0, output.at - now))
      }
    }
  }
  line.attach({
    onOctets: octets => step({ kind: 'octets', octets }),
    onClosed(cause) {
      clearTimeout(timer)
      onGone(cause ?? new Error(`${line.name} is closed`))
    },
  })
  return {
    send(apdu) {
      message = (message + 1) % 8
      for (const psdu of notificationFrames(address, apdu, message)) step({ kind: 'heard', psdu, reception })
    },
    close() {
      clearTimeout(timer)
      return line.close()
    },
  }
}
