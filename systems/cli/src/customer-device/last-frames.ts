import type { CustomerDevice } from '@ferraris/customer-device'

/** The frame of each kind that came last, of each meter, since the start. */
export class LastFrames {
  readonly #frames = new Map<string, object>()

  constructor(device: CustomerDevice) {
    device.listen({
      onOutput: output => {
        if (output.kind !== 'frame') return
        const { role: meter, frame } = output
        this.#frames.set(`${meter} ${frame.frame}`, { meter, receivedAt: device.view().time, ...frame })
      },
    })
  }

  get all(): readonly object[] {
    return [...this.#frames.values()]
  }
}
