import { bitAt, concat, DecodeError } from '@ferraris/bytes'
import { EncodeError } from '@ferraris/codec'
import { convolve, symbolCount } from './convolution.ts'
import { type Symbols, Viterbi } from './viterbi.ts'

/** What stands on air before the PSDU, in plain B-PSK. Unique word and octet of the mode are not public: our choice. */
export const preamble = Uint8Array.of(0xaa, 0xaa, 0xaa, 0xaa)
const uniqueWord = Uint8Array.of(0x9b, 0x58, 0x2e, 0x47)
/** B-PSK coded, after the modes of ST's modems. */
const codedMode = 4
/** Longest PSDU, its length octet included. */
const maxPsdu = 256

const sync = symbolsOf(concat(uniqueWord, Uint8Array.of(codedMode)))
const start = symbolsOf(concat(preamble, uniqueWord, Uint8Array.of(codedMode)))
/** Wrong symbols of unique word and mode that a receiver forgives: fewer lose frames, more find them in noise. */
const tolerance = 6
/** Bits after which the path of the first octet is as good as certain: five constraint lengths more. */
const lengthBits = 8 + 35

/** The symbols of a frame on air: 0 or 1 in each element. Throws EncodeError unless LT fits the PSDU. */
export function encodePhy(psdu: Uint8Array): Uint8Array {
  if (psdu.length === 0 || psdu.length > maxPsdu || psdu[0] !== psdu.length - 1)
    throw new EncodeError(`a PSDU of ${psdu.length} octets with first octet ${psdu[0]}`)
  return concat(start, convolve(psdu))
}

/** Begun and traced within one call. */
const decoder = new Viterbi(maxPsdu)

/** Where the PSDU begins: behind unique word and mode, looked for in the first `within` symbols. -1 where not found. */
export function findPsdu(symbols: Symbols, within = 8 * preamble.length): number {
  const last = Math.min(within, symbols.length - sync.length)
  for (let at = 0; at <= last; at++) if (agrees(symbols, at)) return at + sync.length
  return -1
}

function agrees(symbols: Symbols, at: number): boolean {
  const hard = symbols instanceof Uint8Array
  let wrong = 0
  for (let i = 0; i < sync.length && wrong <= tolerance; i++) {
    const symbol = symbols[at + i] ?? 0
    if ((hard ? symbol : Number(symbol > 0)) !== sync[i]) wrong++
  }
  return wrong <= tolerance
}

/**
 * The PSDU of a frame from its symbols, errors of the line corrected as far as the code can. Symbols may begin anywhere in
 * the preamble and go on behind the frame. The CRC of the MAC frame tells whether all errors were corrected. Throws
 * DecodeError, its offset counted in octets of plain symbols (8 each): `unexpected` without unique word, `truncated` where
 * symbols end before the frame does.
 */
export function decodePhy(symbols: Symbols): Uint8Array {
  const from = findPsdu(symbols)
  if (from < 0) throw new DecodeError('unexpected', 0, 'no unique word in the symbols')
  const available = (symbols.length - from) >> 1
  const first = Math.min(available, lengthBits)
  decoder.begin()
  decoder.advance(symbols, from, first)
  const length = tracedLength()
  const bits = symbolCount(length) / 2
  if (bits > available) {
    throw new DecodeError(
      'truncated',
      symbols.length >> 3,
      `truncated: a PSDU of ${length} octets needs ${2 * bits} symbols, ${symbols.length - from} left`,
    )
  }
  const psdu = new Uint8Array(length)
  if (bits < first) {
    decoder.begin()
    decoder.advance(symbols, from, bits)
  } else {
    decoder.advance(symbols, from + 2 * first, bits - first)
  }
  decoder.trace(0, psdu)
  return psdu
}

/** Octets of the PSDU by its first one, LT, which counts those behind it. */
function tracedLength(): number {
  const length = new Uint8Array(1)
  decoder.trace(decoder.bestState(), length)
  return (length[0] ?? 0) + 1
}

/** Octets as hard symbols, most significant bit first. */
export function symbolsOf(octets: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 * octets.length }, (_, i) => bitAt(octets, i))
}
