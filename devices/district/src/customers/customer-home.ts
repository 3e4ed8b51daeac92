import type { Frame } from '@ferraris/chain2'
import type { CustomerDevice } from '@ferraris/customer-device'
import type { Meter } from '@ferraris/meter'
import { wholeSecondsOf } from '@ferraris/metering'
import { bandCSender, type Line, type randomFrom } from '@ferraris/power-line'
import type { Aca } from '@ferraris/smitp/mac'
import { NotificationReceiver, notificationFrames } from '@ferraris/smitp/notification'
import type { CustomerPlate } from './plates.ts'

/** A frame that has come, with the device's time of it, seconds since 1970. */
export interface HeardFrame {
  readonly at: number
  readonly frame: Frame
}

/** Frames that a home remembers, the newest last. */
const mostHeard = 40

interface HomeParts {
  readonly plate: CustomerPlate
  readonly meter: () => Meter
  readonly device: CustomerDevice
  readonly line: Line
  readonly random: ReturnType<typeof randomFrom>
}

/** A meter and its customer's device on the line, in both of their places. */
export class CustomerHome {
  readonly plate: CustomerPlate
  readonly device: CustomerDevice
  readonly #meter: () => Meter
  readonly #sender: ReturnType<typeof bandCSender>
  readonly #unplug: () => void
  #heard: readonly HeardFrame[] = []
  #isSending = false

  constructor({ plate, meter, device, line, random }: HomeParts) {
    this.plate = plate
    this.device = device
    this.#meter = meter
    this.#sender = bandCSender(line, plate.meter, random)
    const receiver = new NotificationReceiver(plate.aca as Aca)
    const port = line.attach(plate.id, {
      heard: psdu => {
        const apdu = receiver.take(psdu)
        if (apdu !== undefined) device.take(apdu)
      },
      sent() {},
      wake() {},
    })
    const forget = device.listen({
      onOutput: output => {
        if (output.kind !== 'frame') return
        const heard = { at: wholeSecondsOf(line.now), frame: output.frame }
        this.#heard = [...this.#heard, heard].slice(-mostHeard)
      },
    })
    device.setWay({ state: 'open' })
    this.#unplug = () => {
      port.detach()
      forget()
    }
  }

  /** Frames that have come since the district was started, the oldest first. */
  get heard(): readonly HeardFrame[] {
    return this.#heard
  }

  /** Lets the meter do what is due; its most important message goes to the line if that is free. To be called each second. */
  advance(now: number): void {
    const meter = this.#meter()
    this.device.heartbeat()
    if (!meter.hasCustomerDevice) return
    meter.chain2.advance(now)
    if (this.#isSending) return
    const message = meter.chain2.take(now)
    if (message !== undefined) this.#send(notificationFrames(message.aca, message.apdu, message.number))
  }

  #send([first, ...rest]: readonly Uint8Array[]): void {
    this.#isSending = first !== undefined
    // The rest of a message that a busy line has given up cannot be put together any more.
    if (first !== undefined)
      this.#sender.offer(first, departure => this.#send(departure === 'sent' ? rest : []))
  }

  detach(): void {
    this.#sender.detach()
    this.#unplug()
  }
}
