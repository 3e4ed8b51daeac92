import { at, DecodeError, toHex } from '@ferraris/bytes'
import { type Layer, type LayerField, ownPassage, type Passage, passageOf } from '@ferraris/codec/dissect'
import { type HostCode, type HostFrame, hostFrame } from '../host-interface/frame.ts'
import { heardFrame, linkData, mib } from '../host-interface/payloads.ts'
import { ipMessage } from '../ip/message.ts'
import { macFrame } from '../mac/frame.ts'
import { decodePhy, encodePhy, findPsdu, symbolsOf } from '../phy/phy-frame.ts'
import type { Context } from './context.ts'
import { explainLsdu } from './lsdu-layer.ts'

export function explainMac(context: Context, passage: Passage): void {
  const { layer, value } = context.layerOver('mac', macFrame, passage)
  if (value === undefined) return
  const way = [value.address, ...value.route]
  layer.summary = `${value.control.response ? 'answer' : value.discipline} by way of ${way.join(' ')}`
  const { dsap, ecc, lsdu, control } = value
  explainLsdu(context, passageOf(passage, lsdu), {
    dsap,
    ecc,
    segmented: control.segmented,
    meter: way.at(-1),
  })
}

/** 02 and a PSDU, as on the optical port. */
export function explainOptical(context: Context, { octets, from, to }: Passage): void {
  const field = { name: 'start', from, to: from + 1, value: at(octets, from) }
  context.layers.push({ name: 'optical', from, to, fields: [field] })
  explainMac(context, { octets, from: from + 1, to, own: false })
}

export function explainIp(context: Context, passage: Passage): void {
  const { layer, value } = context.layerOver('ip', ipMessage, passage)
  if (value === undefined) return
  layer.summary = `${value.service} for meter ${value.aca}`
  const { dsap, ecc, lsdu, aca } = value
  // A failure holds nothing from the meter.
  if (lsdu.length > 0)
    explainLsdu(context, passageOf(passage, lsdu), { dsap, ecc, meter: aca, segmented: false })
}

export function explainHost(context: Context, passage: Passage): void {
  const { layer, value } = context.layerOver('host', hostFrame, passage)
  if (value === undefined) return
  layer.summary = `${value.code}${value.repeat ? ', sent again' : ''}`
  if (loadsKeys(value)) layer.fields = layer.fields.filter(({ name }) => name !== 'payload')
  else explainPayload(context, passageOf(passage, value.payload), value.code)
}

function explainPayload(context: Context, passage: Passage, code: HostCode): void {
  switch (code) {
    case 'phy-data.request':
      explainMac(context, passage)
      break
    case 'phy-data.indication': {
      const { value } = context.layerOver('phy data', heardFrame, passage)
      if (value !== undefined) explainMac(context, passageOf(passage, value.psdu))
      break
    }
    case 'master-data.request':
    case 'master-data.indication':
    case 'slave-data.request':
    case 'slave-data.indication':
      context.layerOver('link data', linkData, passage)
      break
    case 'mib-write.request':
      context.layerOver('mib', mib, passage)
      break
  }
}

/** The keys that a telegram carries into the modem are not shown. */
function loadsKeys({ code, payload }: HostFrame): boolean {
  const keys = 8
  return code === 'mib-write.request' && payload[0] === keys
}

/** Symbols, eight in an octet: preamble, unique word, mode, and a PSDU under the convolutional code. */
export function explainPhy(context: Context, { octets, from, to }: Passage): void {
  const symbols = symbolsOf(octets.subarray(from, to))
  const start = findPsdu(symbols)
  const layer: Layer = {
    name: 'phy',
    from,
    to,
    fields: start < 0 ? [] : header(octets, from, to, start >> 3),
  }
  context.layers.push(layer)
  try {
    const psdu = decodePhy(symbols)
    layer.summary = summary(symbols.subarray(start), psdu)
    explainMac(context, ownPassage(psdu))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    context.fault(layer, '', from + error.offset, error.detail)
  }
}

/** How many symbols of the PSDU the code has corrected. */
function summary(symbols: Uint8Array, psdu: Uint8Array): string {
  if (psdu[0] !== psdu.length - 1) return 'its length was beyond correction'
  const sent = encodePhy(psdu)
  const body = sent.subarray(findPsdu(sent))
  const wrong = body.reduce((count, symbol, i) => count + Number(symbol !== symbols[i]), 0)
  return `${wrong} of ${body.length} symbols corrected`
}

/** The fields before the PSDU; `psdu` is where it begins, in octets behind `from`. */
function header(octets: Uint8Array, from: number, to: number, psdu: number): LayerField[] {
  const field = (name: string, start: number, end: number): LayerField => ({
    name,
    from: from + start,
    to: end,
    value: toHex(octets.subarray(from + start, end)),
  })
  const mode = psdu - 1
  const word = mode - 4
  return [
    field('preamble', 0, from + word),
    field('unique word', word, from + mode),
    field('mode', mode, from + psdu),
    field('coded PSDU', psdu, to),
  ].filter(({ from: start, to: end }) => start < end)
}
