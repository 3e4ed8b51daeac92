import { toHex } from '@ferraris/bytes'
import { fuzzDecoder, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { airtime } from './airtime.ts'
import { convolve, symbolCount } from './convolution.ts'
import { decodePhy, encodePhy, findPsdu } from './phy-frame.ts'
import { Viterbi } from './viterbi.ts'

const random = new Random(7)
function psduOf(length: number): Uint8Array {
  const psdu = random.octets(length)
  psdu[0] = length - 1
  return psdu
}
const header = 72
/** Symbols with each one wrong by a chance of `permille`, but for the header. */
function noisy(symbols: Uint8Array, permille: number, from = header): Uint8Array {
  return symbols.map((symbol, i) => (i >= from && random.below(1000) < permille ? 1 - symbol : symbol))
}
function soft(symbols: Uint8Array, sureness = 100): Int8Array {
  return Int8Array.from(symbols, symbol => (symbol === 1 ? sureness : -sureness))
}

describe('the convolutional code', () => {
  test('answers a single one with its polynomials, 1111001 and 1011011', () => {
    const symbols = convolve(Uint8Array.of(0x80))
    expect([...symbols.filter((_, i) => i % 2 === 0)].slice(0, 7).join('')).toBe('1111001')
    expect([...symbols.filter((_, i) => i % 2 === 1)].slice(0, 7).join('')).toBe('1011011')
    expect(symbols).toHaveLength(symbolCount(1))
  })

  test('corrects any five errors far from each other, and says how many there were', () => {
    const octets = random.octets(40)
    const symbols = convolve(octets)
    for (const at of [3, 140, 290, 430, 600]) symbols[at]! ^= 1
    const decoder = new Viterbi(40)
    decoder.begin()
    decoder.advance(symbols, 0, symbols.length / 2)
    const decoded = new Uint8Array(40)
    decoder.trace(0, decoded)
    expect(decoded).toEqual(octets)
    expect(decoder.cost(0)).toBe(5)
  })
})

describe('a frame on air', () => {
  test.for([1, 2, 3, 14, 18, 79, 142, 256])('of %i octets comes out as it went in', length => {
    const psdu = psduOf(length)
    const symbols = encodePhy(psdu)
    expect(symbols).toHaveLength(header + symbolCount(length))
    expect(toHex(decodePhy(symbols))).toBe(toHex(psdu))
    expect(toHex(decodePhy(soft(symbols)))).toBe(toHex(psdu))
  })

  test('is found though the preamble is cut and noise follows', () => {
    const psdu = psduOf(30)
    const symbols = Uint8Array.from([...encodePhy(psdu).subarray(19), ...random.octets(200).map(o => o & 1)])
    expect(findPsdu(symbols)).toBe(header - 19)
    expect(decodePhy(symbols)).toEqual(psdu)
  })

  test('survives four wrong symbols in a hundred nearly always, twelve nearly never', () => {
    const survivors = (permille: number): number => {
      let count = 0
      for (let i = 0; i < 200; i++) {
        const psdu = psduOf(40)
        try {
          if (toHex(decodePhy(noisy(encodePhy(psdu), permille))) === toHex(psdu)) count++
        } catch {
          // Its length came out too long.
        }
      }
      return count
    }
    expect(survivors(40)).toBeGreaterThan(185)
    expect(survivors(120)).toBeLessThan(40)
  })

  test('is decoded better when the receiver says how sure it is', () => {
    /** Gaussian noise, hardly below the signal. */
    const noise = () =>
      Array.from({ length: 12 }, () => random.below(1001)).reduce((a, b) => a + b - 500, 0) / 1000
    let hardErrors = 0
    let softErrors = 0
    for (let i = 0; i < 150; i++) {
      const psdu = psduOf(40)
      const received = Array.from(
        encodePhy(psdu),
        (symbol, n) => (symbol * 2 - 1) * (n < header ? 9 : 1.25) + noise(),
      )
      const decoded = (symbols: Uint8Array | Int8Array) => {
        try {
          return toHex(decodePhy(symbols)) === toHex(psdu)
        } catch {
          return false
        }
      }
      if (!decoded(Uint8Array.from(received, level => (level > 0 ? 1 : 0)))) hardErrors++
      const levels = Int8Array.from(received, level => Math.max(-127, Math.min(127, Math.round(level * 40))))
      if (!decoded(levels)) softErrors++
    }
    expect(hardErrors).toBeGreaterThan(20)
    expect(softErrors).toBeLessThan(hardErrors / 4)
  })

  test('is refused where there is none, or where it is cut off', () => {
    expect(() => decodePhy(new Uint8Array(400))).toThrow('no unique word')
    expect(() => decodePhy(encodePhy(psduOf(40)).subarray(0, 500))).toThrow('truncated: a PSDU of 40 octets')
    expect(() => encodePhy(Uint8Array.of(5, 1))).toThrow('first octet 5')
  })

  test('whatever symbols come, nothing but a DecodeError escapes', () => {
    const corpus = [14, 40].map(length => encodePhy(psduOf(length)))
    const { accepted, refused } = fuzzDecoder(octets => decodePhy(octets.map(o => o & 1)), corpus, {
      runs: 3_000,
    })
    expect(Math.min(accepted, refused)).toBeGreaterThan(100)
    fuzzDecoder(octets => decodePhy(new Int8Array(octets)), [Uint8Array.from(soft(corpus[0]!))], {
      runs: 3_000,
    })
  })
})

test('air time is that of the published figures', () => {
  const published = { 18: 37.5, 24: 47.5, 34: 64.2, 40: 74.2, 79: 139, 105: 183, 143: 245.8 }
  for (const [length, milliseconds] of Object.entries(published))
    expect(airtime(Number(length))).toBeCloseTo(
      milliseconds,
      milliseconds > 100 && milliseconds < 200 ? -0.5 : 0.9,
    )
})
