import { crc32, u16At } from '@ferraris/bytes'
import { type Fault, type GivenKeys, type Layer, wholePassage } from '@ferraris/codec/dissect'
import { u32LeAt } from '../little-endian.ts'
import type { Ecc } from '../mac/lsap.ts'
import { findPsdu, preamble, symbolsOf } from '../phy/phy-frame.ts'
import { type AskedRow, Context } from './context.ts'
import { explainHost, explainIp, explainMac, explainOptical, explainPhy } from './frame-layers.ts'
import { readKeys, type SmitpKeyInput } from './keys.ts'
import { explainLsdu } from './lsdu-layer.ts'

/** What a telegram begins with: symbols of the line, a PSDU, an LSDU, a message over IP, an optical or a host frame. */
export const smitpKinds = ['phy', 'mac', 'lsdu', 'ip', 'optical', 'host'] as const
type SmitpKind = (typeof smitpKinds)[number]

export function isSmitpKind(value: unknown): value is SmitpKind {
  return (smitpKinds as readonly unknown[]).includes(value)
}

export interface SmitpExplainOptions {
  /** Default `auto`: told by length fields and check sequences. */
  readonly kind?: SmitpKind | 'auto'
  /** One set of keys, or several to try. */
  readonly keys?: SmitpKeyInput | readonly (SmitpKeyInput | GivenKeys)[] | undefined
  /** Of a bare LSDU, what the frame around it would say. Default application in clear; in `keys` name the meter. */
  readonly dsap?: number
  readonly ecc?: Ecc
  /** Table and row that were asked for, where the telegram is the answer: it does not name them itself. */
  readonly asked?: AskedRow | undefined
}

/** A telegram taken apart. */
interface SmitpExplanation {
  readonly kind: SmitpKind
  /** In the order in which one would peel them off. */
  readonly layers: Layer[]
  /** The innermost message, where one was reached. */
  readonly message?: Context['message']
  readonly errors: Fault[]
}

/**
 * Takes a SMITP telegram apart, layer by layer, as far as its octets and the keys allow. Never throws: what is wrong is in
 * `errors`, with layer, field, octet and what to try.
 */
export function explainSmitp(octets: Uint8Array, options: SmitpExplainOptions = {}): SmitpExplanation {
  const { kind = 'auto', keys = [], dsap = 0, ecc, asked } = options
  const context = new Context(asked)
  context.keys = readKeys([keys].flat(), context)
  const actual = kind === 'auto' ? detectKind(octets) : kind
  const passage = wholePassage(octets)
  if (octets.length === 0) {
    context.fault(actual, '', 0, 'there are no octets; give the telegram as hex')
  } else if (actual === 'lsdu') {
    explainLsdu(context, passage, { dsap, ecc: ecc ?? likelyEcc(octets), meter: undefined, segmented: false })
  } else {
    explainers[actual](context, passage)
  }
  const { layers, message, errors } = context
  return { kind: actual, layers, ...(message !== undefined && { message }), errors }
}

const explainers = {
  phy: explainPhy,
  mac: explainMac,
  ip: explainIp,
  optical: explainOptical,
  host: explainHost,
} as const

/** Authenticated writing uses K1, reading K2 (our choice); an LSDU alone does not tell. */
const writes = new Set([104, 110, 114, 116, 118, 140, 142, 241, 243])
function likelyEcc(lsdu: Uint8Array): Ecc {
  return writes.has(lsdu[0] ?? 0) ? 'ctr-write' : 'ctr-read'
}

function detectKind(octets: Uint8Array): SmitpKind {
  if (isPsdu(octets, 0)) return 'mac'
  if (octets[0] === 0x02 && isPsdu(octets, 1)) return 'optical'
  if (isHostFrame(octets)) return 'host'
  if (isIp(octets)) return 'ip'
  if (octets[0] === preamble[0] && findPsdu(symbolsOf(octets.subarray(0, 32))) >= 0) return 'phy'
  return octets.length > 1 && octets[0] === octets.length - 1 ? 'mac' : 'lsdu'
}

function isPsdu(octets: Uint8Array, at: number): boolean {
  const crc = octets.length - 4
  if (crc < at + 1 || octets[at] !== octets.length - at - 1) return false
  return u32LeAt(octets, crc) === crc32(octets, at + 1, crc)
}

function isHostFrame(octets: Uint8Array): boolean {
  return (octets[0] === 0x02 || octets[0] === 0x03) && octets.length > 4 && octets[1] === octets.length - 5
}

function isIp(octets: Uint8Array): boolean {
  return octets.length > 8 && octets[0] === 0 && octets[1] === 1 && u16At(octets, 6) === octets.length - 8
}
