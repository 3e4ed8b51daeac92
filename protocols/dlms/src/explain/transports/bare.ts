import { toHex } from '@ferraris/bytes'
import { annotate, type Layer, type Passage, sequence } from '@ferraris/codec'
import { dataCodec, toVectorForm } from '@ferraris/cosem'
import { llc } from '../../llc.ts'
import { explainApdu } from '../apdu-layer.ts'
import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import { layerFields } from '../layer.ts'
import { readingsOf } from '../readings.ts'
import type { Explainer } from './transport.ts'

const llcHeader = sequence('LLC', { lsaps: llc })

function listed(apdu: ApduForm | undefined): ApduForm[] {
  return apdu === undefined ? [] : [apdu]
}

export const explainBareApdu: Explainer = (context, octets) => ({
  apdus: listed(explainApdu(context, { octets, from: 0, to: octets.length, own: false })),
})

/** An LLC header and the APDU behind it, as in HDLC frames. */
export const explainLlc: Explainer = (context, octets) => ({
  apdus: listed(explainBehindLlc(context, { octets, from: 0, to: octets.length, own: false })),
})

export function explainBehindLlc(context: Context, passage: Passage): ApduForm | undefined {
  const { octets, from, to, own } = passage
  const end = Math.min(from + 3, to)
  const { fields, value, error } = annotate(llcHeader, octets, from, end)
  const layer: Layer = {
    name: 'llc',
    from,
    to: end,
    fields: layerFields(fields),
    ...(own && { hex: toHex(octets) }),
  }
  context.findings.layers.push(layer)
  if (error !== undefined) return void context.findings.decodeFault(layer, error, octets)
  layer.summary = value!.lsaps
  return explainApdu(context, { ...passage, from: end })
}

/** One Data value without an APDU around it. */
export const explainData: Explainer = ({ findings }, octets) => {
  const { fields, value, error } = annotate(dataCodec, octets)
  const layer: Layer = { name: 'data', from: 0, to: octets.length, fields: layerFields(fields) }
  findings.layers.push(layer)
  if (error !== undefined) {
    findings.decodeFault(layer, error, octets)
    return {}
  }
  findings.readings.push(...readingsOf(value!, null))
  return { value: toVectorForm(value!) }
}
