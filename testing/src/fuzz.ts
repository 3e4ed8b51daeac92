import { at, concat, DecodeError, toHex } from '@ferraris/bytes'
import { Random } from './random.ts'

/** Longest input that mutations grow to. */
const maxLength = 8_192

/** Octets at which decoders branch: bounds of lengths, tags of constructed types, the longest counts. */
const telling = [
  0x00, 0x01, 0x02, 0x06, 0x09, 0x13, 0x30, 0x60, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xfe, 0xff,
]
const lies = ['81ff', '82ffff', '84ffffffff', '847fffffff', '83010000'].map(hex =>
  Uint8Array.from(Buffer.from(hex, 'hex')),
)

type Mutation = (octets: Uint8Array, random: Random, valid: readonly Uint8Array[]) => Uint8Array

function place(octets: Uint8Array, random: Random): number {
  return random.below(octets.length + 1)
}

/** A stretch of the octets, mostly short. */
function stretch(octets: Uint8Array, random: Random): readonly [from: number, to: number] {
  const from = place(octets, random)
  return [from, Math.min(octets.length, from + random.below(random.below(4) === 0 ? octets.length + 1 : 16))]
}

function replaced(octets: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  return concat(octets.subarray(0, from), by, octets.subarray(to))
}

/** One octet changed in place. */
function changed(change: (octet: number, random: Random) => number): Mutation {
  return (octets, random) => {
    if (octets.length === 0) return octets
    // A Buffer's own slice would be a view, and the change one of the valid octets.
    const copy = Uint8Array.from(octets)
    const index = random.below(copy.length)
    copy[index] = change(at(copy, index), random)
    return copy
  }
}

const mutationKinds: readonly Mutation[] = [
  changed((octet, random) => octet ^ (1 << random.below(8))),
  changed((_, random) => random.of(telling)),
  changed((octet, random) => octet + random.below(5) - 2),
  changed((_, random) => random.below(256)),
  // A wrong length, inserted or in place of an octet.
  (octets, random) => {
    const at = place(octets, random)
    return replaced(octets, at, Math.min(octets.length, at + random.below(3)), random.of(lies))
  },
  (octets, random) => octets.subarray(0, place(octets, random)),
  (octets, random) => replaced(octets, ...stretch(octets, random), new Uint8Array()),
  (octets, random) => {
    const at = place(octets, random)
    return replaced(octets, at, at, random.octets(1 + random.below(8)))
  },
  // A stretch again, once or many times: duplicates, deep nesting.
  (octets, random) => {
    const [from, to] = stretch(octets, random)
    const times = random.below(4) === 0 ? 1 + random.below(200) : 1
    const part = octets.subarray(from, to)
    return replaced(octets, to, to, concat(...Array.from({ length: times }, () => part)))
  },
  // A stretch of another message.
  (octets, random, valid) => {
    const other = random.of(valid)
    const at = place(octets, random)
    return replaced(octets, at, at, other.subarray(...stretch(other, random)))
  },
]

/** Broken inputs, made from valid ones by one to four mutations each; now and then noise. The same for the same seed. */
export function* mutations(seed: number, valid: readonly Uint8Array[], count: number): Generator<Uint8Array> {
  const random = new Random(seed)
  for (let i = 0; i < count; i++) {
    if (random.below(64) === 0) {
      yield random.octets(random.below(64))
      continue
    }
    let octets = random.of(valid)
    for (let n = 1 + random.below(4); n > 0; n--) {
      octets = random.of(mutationKinds)(octets, random, valid).subarray(0, maxLength)
    }
    yield octets
  }
}

interface FuzzOptions {
  readonly runs?: number
  readonly seed?: number
  /** Errors that may escape; only DecodeError unless said otherwise. */
  readonly allowed?: (error: unknown) => boolean
}

interface FuzzResult {
  readonly accepted: number
  readonly refused: number
}

/**
 * Feeds a decoder with mutations of valid octets. Throws, with the input as hex, if an error escapes that is not
 * allowed. Look at the counts too: a decoder that refuses all, or accepts all, has not been tested.
 */
export function fuzzDecoder(
  decode: (octets: Uint8Array) => unknown,
  corpus: readonly Uint8Array[],
  { runs = 100_000, seed = 1, allowed = error => error instanceof DecodeError }: FuzzOptions = {},
): FuzzResult {
  let accepted = 0
  let refused = 0
  for (const octets of mutations(seed, corpus, runs)) {
    try {
      decode(octets)
      accepted++
    } catch (error) {
      if (!allowed(error)) {
        throw new Error(`seed ${seed}, input ${accepted + refused}: ${String(error)} from ${toHex(octets)}`, {
          cause: error,
        })
      }
      refused++
    }
  }
  return { accepted, refused }
}
