import { fromHex } from '@ferraris/bytes'
import { SuiteKeys } from '@ferraris/dlms/security'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeFrame,
  type Frame,
  openWindow,
  type Reception,
  receive,
  type Sender,
  sealFrame,
} from '../index.ts'
import { lateSeconds, mostSeen } from './receive-window.ts'

const systemTitle = fromHex('464552aabbccddee')
const keys = new SuiteKeys(new Uint8Array(16).fill(1), new Uint8Array(16).fill(2))
const otherKeys = new SuiteKeys(new Uint8Array(16).fill(3), new Uint8Array(16).fill(2))
const sender: Sender = { systemTitle, keys, window: openWindow(100) }

function frame(power: number): Frame {
  return { frame: 21, eventType: 2, eventTime: 1_795_000_000, eventCount: 1, power }
}
function sealed(counter: number, by = keys): Uint8Array {
  return sealFrame(encodeFrame(frame(counter)), { systemTitle, keys: by, counter })
}

/** What becomes of telegrams, one after the other, each with its second. */
function all(
  telegrams: readonly (readonly [apdu: Uint8Array, second: number])[],
  senders: readonly Sender[] = [sender],
) {
  let now = senders
  return telegrams.map(([apdu, second]): Reception => {
    const [reception, after] = receive(now, apdu, second)
    now = after
    return reception
  })
}
function kinds(...given: Parameters<typeof all>): string[] {
  return all(...given).map(({ kind }) => kind)
}
function flipped(apdu: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(apdu)
  copy[copy.length + at] = (copy.at(at) ?? 0) ^ 1
  return copy
}

describe('a telegram', () => {
  test('is fresh once, then a replica', () => {
    expect(all([[sealed(100), 0]])).toEqual([{ kind: 'fresh', sender: 0, counter: 100, frame: frame(100) }])
    expect(
      kinds([
        [sealed(100), 0],
        [sealed(100), 5],
        [sealed(100), 11],
      ]),
    ).toEqual(['fresh', 'replica', 'replica'])
  })

  test('uc CH2-7 a telegram that was overtaken is fresh still, also if only its replica came through', () => {
    expect(
      kinds([
        [sealed(102), 0],
        [sealed(101), 20],
        [sealed(101), 60],
        [sealed(102), 70],
      ]),
    ).toEqual(['fresh', 'fresh', 'replica', 'replica'])
  })

  test('below the first counter, or that comes again later than any replica, is replayed', () => {
    expect(kinds([[sealed(99), 0]])).toEqual(['replayed'])
    expect(
      kinds([
        [sealed(100), 0],
        [sealed(100), lateSeconds + 1],
      ]),
    ).toEqual(['fresh', 'replayed'])
  })

  test('that was never heard but held back is replayed', () => {
    expect(
      kinds([
        [sealed(105), 0],
        [sealed(104), lateSeconds + 1],
        [sealed(106), lateSeconds + 1],
      ]),
    ).toEqual(['fresh', 'replayed', 'fresh'])
  })

  test('of another meter is foreign, of no meter no frame', () => {
    const foreign = sealFrame(encodeFrame(frame(1)), {
      systemTitle: fromHex('4645520000000001'),
      keys,
      counter: 1,
    })
    expect(
      kinds([
        [foreign, 0],
        [fromHex('0f00'), 1],
        [new Uint8Array(), 2],
      ]),
    ).toEqual(['foreign', 'no-frame', 'no-frame'])
  })

  test('whose octets are changed is forged, wherever the change is behind the counter', () => {
    const genuine = sealed(101)
    const forged = Array.from(
      { length: genuine.length - 16 },
      (_, at) => [flipped(genuine, -1 - at), at] as const,
    )
    for (const telegram of forged) expect(kinds([[sealed(100), 0], telegram])).toEqual(['fresh', 'forged'])
  })

  test('under the counter of one that was taken is forged, and never a replica', () => {
    expect(
      kinds([
        [sealed(100), 0],
        [flipped(sealed(100), -1), 1],
      ]),
    ).toEqual(['fresh', 'forged'])
  })

  test('uc CH2-4 a telegram under a key that has never opened one says that the key is wrong', () => {
    expect(kinds([[sealed(100, otherKeys), 0]])).toEqual(['wrong-key'])
    const wrongAuthentication = new SuiteKeys(new Uint8Array(16).fill(1), new Uint8Array(16).fill(9))
    const frames = [100, 101, 102].map((counter, at) => [sealed(counter, wrongAuthentication), at] as const)
    expect(kinds(frames)).toEqual(['forged', 'forged', 'wrong-key'])
  })

  test('says that the key is wrong, too, when it no longer opens any', () => {
    const frames = [101, 102, 103].map((counter, at) => [sealed(counter, otherKeys), at] as const)
    expect(kinds([[sealed(100), 0], ...frames])).toEqual(['fresh', 'forged', 'forged', 'wrong-key'])
  })

  test('is opened with the old keys or the new while a meter changes them', () => {
    const both = [sender, { ...sender, keys: otherKeys, window: openWindow(1) }]
    expect(
      all(
        [
          [sealed(100), 0],
          [sealed(1, otherKeys), 1],
          [sealed(101), 2],
        ],
        both,
      ),
    ).toMatchObject([
      { kind: 'fresh', sender: 0 },
      { kind: 'fresh', sender: 1 },
      { kind: 'fresh', sender: 0 },
    ])
  })

  test('that is genuine and not understood uses its counter up', () => {
    const odd = sealFrame(Uint8Array.of(24, 1, 2), { systemTitle, keys, counter: 100 })
    expect(
      kinds([
        [odd, 0],
        [odd, 1],
      ]),
    ).toEqual(['malformed', 'replica'])
  })
})

test('a window stays bounded, and a busy meter loses nothing by it', () => {
  let senders: readonly Sender[] = [sender]
  for (let counter = 100; counter < 100 + 2 * mostSeen; counter++) {
    const [reception, after] = receive(senders, sealed(counter), 0)
    expect(reception.kind).toBe('fresh')
    senders = after
  }
  expect(senders[0]?.window.seen.length).toBe(mostSeen)
})

test('uc CH2-7 of telegrams duplicated, reordered and lost, each is taken at most once, and once if it came in time', () => {
  const arrivals = fc.array(
    fc.record({ counter: fc.integer({ min: 100, max: 130 }), second: fc.integer({ min: 0, max: 250 }) }),
    {
      maxLength: 80,
    },
  )
  fc.assert(
    fc.property(arrivals, given => {
      const inOrder = given.toSorted((a, b) => a.second - b.second)
      const fresh = all(inOrder.map(({ counter, second }) => [sealed(counter), second])).filter(
        ({ kind }) => kind === 'fresh',
      )
      expect(fresh.length).toBe(new Set(given.map(({ counter }) => counter)).size)
    }),
    { numRuns: 50 },
  )
})

test('the counter may reach its end', () => {
  const last = { ...sender, window: openWindow(0xfffffffe) }
  expect(
    kinds(
      [
        [sealed(0xffffffff), 0],
        [sealed(0xfffffffe), 1],
        [sealed(0), 2],
      ],
      [last],
    ),
  ).toEqual(['fresh', 'fresh', 'replayed'])
})
