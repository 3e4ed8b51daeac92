import { toHex } from '@ferraris/bytes'
import { explainSession } from '@ferraris/dlms'
import type { Frame as WireFrame } from '@ferraris/transport'
import type { Lease } from '../collection/queue.ts'
import { framingOf } from '../collection/reach.ts'
import { explainingKeys } from '../inventory/client-secrets.ts'
import type { Frame } from './schemas.ts'

/** Keeps the frames of one session with their times, to show them decoded when it is over. */
export class FrameRecorder {
  readonly #frames: (WireFrame & { time: number })[] = []
  readonly #lease: Pick<Lease, 'uri' | 'keys'>
  readonly #now: () => number

  /** @param lease whose keys look into what is ciphered */
  constructor(lease: Pick<Lease, 'uri' | 'keys'>, now: () => number) {
    this.#lease = lease
    this.#now = now
  }

  readonly record = (frame: WireFrame): void => {
    this.#frames.push({ ...frame, time: this.#now() })
  }

  frames(): Frame[] {
    if (this.#frames.length === 0) return []
    const messages = this.#frames.map(({ direction, octets }) => {
      const from = direction === 'sent' ? ('client' as const) : ('server' as const)
      return { from, octets }
    })
    const keys = [...this.#lease.keys.values()].map(explainingKeys)
    const explained = explainSession(messages, framingOf(this.#lease.uri), { keys }).messages
    return this.#frames.map(({ direction, time, octets }, i) => ({
      direction,
      time: new Date(time).toISOString(),
      hex: toHex(octets),
      title: explained[i]!.title,
      layers: explained[i]!.layers,
    }))
  }
}
