import { defined } from '@ferraris/bytes'
import { sequence } from '@ferraris/codec'
import { type Passage, wholePassage } from '@ferraris/codec/dissect'
import { dataCodec, toVectorForm } from '@ferraris/cosem'
import { apduEnds } from '../../apdu-stream.ts'
import { llc, llcLength } from '../../llc.ts'
import { readingsOf } from '../../push/readings.ts'
import { explainApdu } from '../apdu/apdu-layer.ts'
import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import type { Explainer } from './transport.ts'

const llcHeader = sequence('LLC', { lsaps: llc })

/** One APDU, or several one after the other. */
export const explainBareApdu: Explainer = (context, octets) => ({
  apdus: explainMessage(context, wholePassage(octets)),
})

/** An LLC header and the APDU behind it, as in HDLC frames. */
export const explainLlc: Explainer = (context, octets) => ({
  apdus:
    llcLength(octets) > 0 ? explainMessage(context, wholePassage(octets)) : withoutHeader(context, octets),
})

function withoutHeader({ findings }: Context, octets: Uint8Array): ApduForm[] {
  findings.layerOver('llc', llcHeader, { ...wholePassage(octets), to: Math.min(3, octets.length) })
  return []
}

/** The APDUs of a message, each behind an LLC header or not: meters send several in one frame. */
export function explainMessage(context: Context, passage: Passage): ApduForm[] {
  const { octets, from, to } = passage
  let at = from
  return (apduEnds(octets, from, to) ?? [to]).flatMap(end => {
    const part = { ...passage, from: at, to: end }
    at = end
    return explainPart(context, part) ?? []
  })
}

function explainPart(context: Context, passage: Passage): ApduForm | undefined {
  const { octets, from } = passage
  const end = from + llcLength(octets, from)
  if (end === from) return explainApdu(context, passage)
  const { layer, value } = context.findings.layerOver('llc', llcHeader, { ...passage, to: end })
  layer.summary = defined(value, 'an LLC header').lsaps
  return explainApdu(context, { ...passage, from: end })
}

/** One Data value without an APDU around it. */
export const explainData: Explainer = ({ findings }, octets) => {
  const { value } = findings.layerOver('data', dataCodec, wholePassage(octets))
  if (value === undefined) return {}
  findings.readings.push(...readingsOf(value, null))
  return { value: toVectorForm(value) }
}
