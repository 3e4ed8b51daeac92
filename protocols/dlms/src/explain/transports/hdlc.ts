import { concat, Reader, toHex, u16At } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { type Layer, ownPassage, type Passage } from '@ferraris/codec/dissect'
import type { HdlcAddress } from '../../hdlc/address.ts'
import { hdlcControl } from '../../hdlc/control.ts'
import { hdlcFrame, type ReceivedFrame, skipFlags } from '../../hdlc/frame.ts'
import { hdlcParameters } from '../../hdlc/parameters.ts'
import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import { explainMessage } from './bare.ts'
import type { Explainer } from './transport.ts'

/** HDLC frames with their flags (IEC 62056-46); segments of a message are put together. */
export const explainHdlc: Explainer = (context, octets) => {
  const frames: object[] = []
  const apdus: ApduForm[] = []
  for (const { frame, passage } of readFrames(context, octets)) {
    frames.push(frameForm(frame))
    const message = assemble(context, frame, passage)
    if (message === undefined) continue
    apdus.push(...explainContent(context, frame, message))
  }
  // In a conversation each message shows what it carries, as over the wrapper.
  return { hdlc: frames, ...(context.from === undefined ? blocksApart(context, apdus) : { apdus }) }
}

/** Blocks of general-block-transfer stand apart from the APDU that they make up. */
function blocksApart({ findings: { facts } }: Context, apdus: ApduForm[]) {
  const blocks = apdus.filter(({ apdu }) => apdu === 'general-block-transfer')
  if (blocks.length === 0) return { apdus }
  const whole = facts.inner as ApduForm | undefined
  delete facts.inner
  return { gbt: blocks, apdus: [...apdus.filter(apdu => !blocks.includes(apdu)), ...(whole ? [whole] : [])] }
}

interface FoundFrame {
  readonly frame: ReceivedFrame
  /** Where the information field stands. */
  readonly passage: Passage
}

function readFrames(context: Context, octets: Uint8Array): FoundFrame[] {
  const { findings } = context
  const found: FoundFrame[] = []
  const reader = new Reader(octets)
  while (skipFlags(reader)) {
    const from = reader.offset
    const announced = reader.remaining >= 2 ? u16At(octets, from) & 0x7ff : 0
    const to = Math.min(octets.length, from + Math.max(announced, 2))
    const { layer, value } = findings.layerOver('hdlc', hdlcFrame, { octets, from, to, own: false })
    reader.offset = to
    if (value === undefined) break
    layer.summary = value.control.type
    checkSequences(context, layer, value)
    const end = to - 2
    const start = end - (value.information?.length ?? 0)
    found.push({ frame: value, passage: { octets, from: start, to: end, own: false } })
  }
  if (found.length === 0 && findings.errors.length === 0)
    findings.fault('hdlc', '', 0, 'there is no HDLC frame; one begins with 7e a')
  return found
}

function checkSequences({ findings }: Context, layer: Layer, frame: ReceivedFrame): void {
  if (frame.hcsValid === false)
    findings.fault(layer, 'hcs', layer.from, 'the header check sequence (HCS) is wrong; the frame is damaged')
  if (!frame.fcsValid)
    findings.fault(
      layer,
      'fcs',
      layer.to - 2,
      'the frame check sequence (FCS) is wrong; the frame is damaged',
    )
}

/** The message of a frame, or of the segments that end with it; `undefined` while segments are still to come. */
function assemble(context: Context, frame: ReceivedFrame, passage: Passage): Passage | undefined {
  const { information } = frame
  // The content of a frame with a damaged header may be anything.
  if (information === undefined || frame.hcsValid === false) return undefined
  const line = `hdlc ${frame.source.upper}>${frame.destination.upper}`
  const before = context.segments.get(line)
  if (frame.segmented) {
    if (before === undefined) context.segments.set(line, [information])
    else before.push(information)
    return undefined
  }
  context.segments.delete(line)
  return before === undefined ? passage : ownPassage(concat(...before, information))
}

function explainContent(context: Context, frame: ReceivedFrame, message: Passage): ApduForm[] {
  const { type } = frame.control
  return type === 'SNRM' || type === 'UA'
    ? explainParameters(context, message)
    : explainMessage(context, message)
}

function explainParameters({ findings }: Context, passage: Passage): ApduForm[] {
  const { value } = findings.layerOver('hdlc parameters', hdlcParameters, passage)
  if (value !== undefined) findings.facts.hdlcParameters = value
  return []
}

function addressForm({ upper, lower }: HdlcAddress) {
  return lower === undefined ? { upper } : { upper, lower }
}

function frameForm(frame: ReceivedFrame) {
  return {
    segmented: frame.segmented,
    dest: addressForm(frame.destination),
    src: addressForm(frame.source),
    control: toHex(encode(hdlcControl, frame.control)),
    fcsValid: frame.fcsValid,
    ...(frame.information
      ? { hcsValid: frame.hcsValid, infoHex: toHex(frame.information) }
      : { infoHex: '' }),
    type: frame.control.type,
  }
}
