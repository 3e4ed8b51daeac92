import { concat, toHex } from '@ferraris/bytes'
import { ownPassage } from '@ferraris/codec/dissect'
import { longFrameEnd, mbusFrame, type ReceivedMbusFrame } from '../../mbus/long-frame.ts'
import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import { explainMessage } from './bare.ts'
import type { Explainer } from './transport.ts'

/** M-Bus long frames (EN 13757-2); the segments of an APDU are put together. */
export const explainMbus: Explainer = (context, octets) => {
  const { findings } = context
  const frames: object[] = []
  const apdus: ApduForm[] = []
  let parts: Uint8Array[] = []
  let at = 0
  do {
    const frame = readFrame(context, octets, at)
    if (frame === undefined) break
    frames.push(frameForm(frame, octets, at))
    const from = at
    at += frame.data.length + headAndTail
    if (parts.length !== frame.segment.number) {
      findings.fault('mbus', 'segment', from, `segment ${frame.segment.number} where ${parts.length} was due`)
      break
    }
    parts.push(frame.data)
    if (!frame.segment.last) continue
    const whole = concat(...parts)
    parts = []
    findings.facts.reassembledHex = toHex(whole)
    apdus.push(...explainMessage(context, ownPassage(whole)))
  } while (at < octets.length)
  if (parts.length > 0)
    findings.fault('mbus', '', octets.length, `the segment after ${parts.length} is missing; copy all frames`)
  return { mbus: frames, apdus }
}

/** Octets of a frame besides its data: 68 L L 68 C A CI, two access points, checksum, 16. */
const headAndTail = 11

function readFrame({ findings }: Context, octets: Uint8Array, from: number): ReceivedMbusFrame | undefined {
  const to = Math.min(octets.length, longFrameEnd(octets, from))
  const { layer, value } = findings.layerOver('mbus', mbusFrame, { octets, from, to, own: false })
  if (value === undefined) return undefined
  if (!value.checksumValid)
    findings.fault(layer, 'checksum', to - 2, 'the checksum is wrong; the frame is damaged')
  if (!value.endValid)
    findings.fault(layer, 'stop', to - 1, 'the frame does not end with 16; is its length right?')
  return value
}

function hexOctet(octet: number): string {
  return toHex(Uint8Array.of(octet))
}

function frameForm(frame: ReceivedMbusFrame, octets: Uint8Array, at: number) {
  return {
    length: octets[at + 1],
    control: hexOctet(frame.control),
    address: hexOctet(frame.address),
    ci: hexOctet(octets[at + 6] ?? 0),
    stsap: frame.sourceSap,
    dtsap: frame.destinationSap,
    checksumValid: frame.checksumValid,
    endValid: frame.endValid,
  }
}
