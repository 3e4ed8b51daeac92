import { sequence } from '@ferraris/codec'
import { type Passage, wholePassage } from '@ferraris/codec/dissect'
import { dataCodec, toVectorForm } from '@ferraris/cosem'
import { llc } from '../../llc.ts'
import { readingsOf } from '../../push/readings.ts'
import { explainApdu } from '../apdu/apdu-layer.ts'
import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import type { Explainer } from './transport.ts'

const llcHeader = sequence('LLC', { lsaps: llc })

function listed(apdu: ApduForm | undefined): ApduForm[] {
  return apdu === undefined ? [] : [apdu]
}

export const explainBareApdu: Explainer = (context, octets) => ({
  apdus: listed(explainApdu(context, wholePassage(octets))),
})

/** An LLC header and the APDU behind it, as in HDLC frames. */
export const explainLlc: Explainer = (context, octets) => ({
  apdus: listed(explainBehindLlc(context, wholePassage(octets))),
})

export function explainBehindLlc(context: Context, passage: Passage): ApduForm | undefined {
  const { from, to } = passage
  const end = Math.min(from + 3, to)
  const { layer, value } = context.findings.layerOver('llc', llcHeader, { ...passage, to: end })
  if (value === undefined) return undefined
  layer.summary = value.lsaps
  return explainApdu(context, { ...passage, from: end })
}

/** One Data value without an APDU around it. */
export const explainData: Explainer = ({ findings }, octets) => {
  const { value } = findings.layerOver('data', dataCodec, wholePassage(octets))
  if (value === undefined) return {}
  findings.readings.push(...readingsOf(value, null))
  return { value: toVectorForm(value) }
}
