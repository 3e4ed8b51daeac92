import { fromHex, toHex } from '@ferraris/bytes'
import { fuzzDecoder, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SmitpError } from '../smitp-error.ts'
import { assembled, type Reassembly, receiptOf, takeSegment } from './reassembly.ts'
import { decodeSegment, encodeSegment, missing, type Receipt, type Segment, segments } from './segment.ts'

const random = new Random(3)
function taken(list: readonly Segment[]): Reassembly {
  return list.reduce<Reassembly | undefined>(takeSegment, undefined)!
}
function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map(one => [random.below(1e6), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}

describe('segments', () => {
  test('of any message, in any order and some of them twice, give the message again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2032 }), fc.integer({ min: 0, max: 7 }), (octets, message) => {
        const sent = segments(message, octets).map(
          segment => decodeSegment(encodeSegment(segment)) as Segment,
        )
        const reassembly = taken(shuffled([...sent, ...sent.slice(0, 3)]))
        expect(assembled(reassembly)).toEqual(octets)
        expect(missing(sent, receiptOf(reassembly))).toEqual([])
      }),
    )
  })

  test('a message of 2033 octets is refused before it is sent', () => {
    expect(segments(0, new Uint8Array(2032))).toHaveLength(16)
    expect(() => segments(0, new Uint8Array(2033))).toThrow('segments carry 2032')
  })

  test('what has not come is named by the receipt', () => {
    const sent = segments(5, random.octets(500))
    const reassembly = taken([sent[0]!, sent[3]!])
    expect(assembled(reassembly)).toBeUndefined()
    const receipt = decodeSegment(encodeSegment(receiptOf(reassembly))) as Receipt
    expect(toHex(encodeSegment(receipt))).toBe('df0900')
    expect(missing(sent, receipt).map(({ number }) => number)).toEqual([1, 2])
  })

  test('another message, or another beginning, drops what was there', () => {
    const first = segments(1, random.octets(300))
    const second = segments(2, random.octets(20))
    expect(assembled(takeSegment(taken(first.slice(0, 2)), second[0]!))).toEqual(second[0]!.data)
    const again = segments(1, random.octets(300))
    expect(assembled(taken([first[0]!, first[1]!, ...again]))).toEqual(assembled(taken(again)))
  })

  test('that contradict each other are refused', () => {
    const [zero, one, two] = segments(1, random.octets(381)) as [Segment, Segment, Segment]
    const refused = expect.objectContaining({ code: 'segments-refused' })
    for (const list of [
      [zero, one, { ...one, data: random.octets(5) }],
      [zero, two, { ...two, number: 3 }],
      [zero, two, { ...two, more: true }],
      [zero, two, { ...one, more: false }],
    ])
      expect(() => taken(list)).toThrow(refused)
  })

  test('broken anyhow, hold no more than a message and let no foreign error escape', () => {
    const corpus = [...segments(1, random.octets(700)), ...segments(2, fromHex('00'))].map(encodeSegment)
    corpus.push(fromHex('df0900'))
    let reassembly: Reassembly | undefined
    const { accepted, refused } = fuzzDecoder(
      octets => {
        const value = decodeSegment(octets)
        if (value.kind === 'receipt') return
        reassembly = takeSegment(reassembly, value)
        expect(reassembly.parts.size).toBeLessThanOrEqual(16)
        expect(assembled(reassembly)?.length ?? 0).toBeLessThanOrEqual(2032)
      },
      corpus,
      {
        runs: 30_000,
        allowed: error => error instanceof SmitpError || (error as Error).name === 'DecodeError',
      },
    )
    expect(Math.min(accepted, refused)).toBeGreaterThan(1_000)
  })
})
