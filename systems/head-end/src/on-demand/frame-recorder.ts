import { at, toHex } from '@ferraris/bytes'
import { explainSession } from '@ferraris/dlms/explain'
import type { Frame as WireFrame } from '@ferraris/transport'
import type { Lease } from '../collection/leases/lease.ts'
import { framingOf } from '../collection/session/connection-plan.ts'
import { explainingKeys } from '../inventory/keys/client-secrets.ts'
import type { Frame } from './schemas.ts'

/** Keeps the frames of one session with their times, to show them decoded when it is over. */
export class FrameRecorder {
  readonly #frames: (WireFrame & { time: number })[] = []
  readonly #lease: Pick<Lease, 'uri' | 'keys'>
  readonly #now: () => number

  /** @param lease with the keys that open ciphered APDUs */
  constructor(lease: Pick<Lease, 'uri' | 'keys'>, now: () => number) {
    this.#lease = lease
    this.#now = now
  }

  readonly record = (frame: WireFrame): void => {
    this.#frames.push({ ...frame, time: this.#now() })
  }

  frames(): Frame[] {
    if (this.#frames.length === 0) return []
    const framing = framingOf(this.#lease.uri)
    const transport = framing === 'smitp' ? undefined : framing
    const isPlain = ({ octets }: WireFrame) =>
      transport === undefined || (transport === 'hdlc' && octets[0] !== hdlcFlag)
    const explainable = this.#frames.filter(frame => !isPlain(frame))
    const messages = explainable.map(({ direction, octets }) => {
      const from = direction === 'sent' ? ('client' as const) : ('server' as const)
      return { from, octets }
    })
    const keys = [...this.#lease.keys.values()].map(explainingKeys)
    const explained = explainSession(messages, transport ?? 'apdu', { keys }).messages
    let next = 0
    return this.#frames.map(frame => {
      const { title, layers } = isPlain(frame) ? plainOf(frame, transport) : at(explained, next++)
      const { direction, time, octets } = frame
      return { direction, time: new Date(time).toISOString(), hex: toHex(octets), title, layers }
    })
  }
}

const hdlcFlag = 0x7e

/** A frame that is not taken apart: of SMITP, or a line of the opening in mode E before HDLC begins. */
function plainOf({ octets }: WireFrame, transport: string | undefined): Pick<Frame, 'title' | 'layers'> {
  const whole = { from: 0, to: octets.length, fields: [] }
  if (transport === undefined) return { title: 'SMITP frame', layers: [{ name: 'SMITP', ...whole }] }
  const name = 'Opening (IEC 62056-21)'
  // Seven bits; what is below a space is a control character.
  const text = Array.from(octets, octet => String.fromCharCode(octet & 0x7f)).join('')
  const summary = text.replace(/[^\x20-\x7e]/g, '·')
  return { title: `${name} ${summary}`, layers: [{ name, summary, ...whole }] }
}
