import { toHex } from '@ferraris/bytes'
import { explainSession } from '@ferraris/dlms'
import type { Frame as WireFrame } from '@ferraris/transport'
import type { DeviceKeys } from '../collection/queue.ts'
import type { Frame } from './schemas.ts'

/** Keeps the frames of one session with their times, to show them decoded when it is over. */
export class FrameRecorder {
  readonly #frames: (WireFrame & { time: number })[] = []
  readonly #keys: readonly DeviceKeys[]
  readonly #now: () => number

  /** @param keys those of the session, to look into what is ciphered */
  constructor(keys: readonly DeviceKeys[], now: () => number) {
    this.#keys = keys
    this.#now = now
  }

  readonly record = (frame: WireFrame): void => {
    this.#frames.push({ ...frame, time: this.#now() })
  }

  frames(): Frame[] {
    const keys = this.#keys.map(({ guek, gak }) => ({ guek: guek.octets(), gak: gak.octets() }))
    const messages = this.#frames.map(({ direction, octets }) => {
      const from = direction === 'sent' ? ('client' as const) : ('server' as const)
      return { from, octets }
    })
    const explained = explainSession(messages, 'wrapper', { keys }).messages
    return this.#frames.map(({ direction, time, octets }, i) => ({
      direction,
      time: new Date(time).toISOString(),
      hex: toHex(octets),
      title: explained[i]!.title,
      layers: explained[i]!.layers,
    }))
  }
}
