import { concat, equal } from '@ferraris/bytes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClientLink, stepClientLink } from './client-link.ts'
import { HdlcDeframer } from './deframer.ts'
import { type LinkInput, type LinkOutput, type LinkSettings, linkDefaults } from './link-state.ts'
import { createServerLink, stepServerLink } from './server-link.ts'

const addresses = { client: { upper: 1, width: 1 }, server: { upper: 1, lower: 17, width: 4 } } as const

/** What the line does to a frame: when its copies arrive, in milliseconds; none is lost. */
type Line = () => readonly number[]
const perfect: Line = () => [5]

/** A client and a meter that answers each message with `reply`, joined by a line; time jumps from event to event. */
class Pair {
  now = 0
  client
  server
  readonly delivered: Uint8Array[] = []
  readonly asked: Uint8Array[] = []
  readonly frames: Uint8Array[] = []
  readonly events: string[] = []
  readonly #line: Line
  readonly #reply: (message: Uint8Array) => Uint8Array
  readonly #arrivals: { at: number; to: 'client' | 'server'; octets: Uint8Array }[] = []

  constructor(
    settings: Partial<LinkSettings> = {},
    line: Line = perfect,
    reply = (message: Uint8Array) => message,
  ) {
    const all = { ...linkDefaults, ...addresses, ...settings }
    this.client = createClientLink(all)
    this.server = createServerLink(all)
    this.#line = line
    this.#reply = reply
  }

  /** Gives the client an input and lets time pass until nothing more will happen. */
  run(input: LinkInput): void {
    this.#toClient(input)
    for (let guard = 0; guard < 100_000; guard++) {
      this.#arrivals.sort((a, b) => a.at - b.at)
      const arrival = this.#arrivals[0]
      const deadline = this.client.deadline
      if (arrival !== undefined && (deadline === undefined || arrival.at <= deadline)) {
        this.#arrivals.shift()
        this.now = arrival.at
        for (const frame of new HdlcDeframer().push(arrival.octets)) {
          if (arrival.to === 'client') this.#toClient({ kind: 'frame', frame })
          else this.#toServer({ kind: 'frame', frame })
        }
      } else if (deadline !== undefined) {
        this.now = deadline
        this.#toClient({ kind: 'timeout' })
      } else return
    }
    throw new Error('the link never comes to rest')
  }

  #toClient(input: LinkInput): void {
    const [next, outputs] = stepClientLink(this.client, input, this.now)
    this.client = next
    for (const output of outputs) {
      if (output.kind === 'deliver') this.delivered.push(output.message)
      else if (output.kind === 'failed') this.events.push(output.fault)
      else if (output.kind !== 'transmit') this.events.push(output.kind)
      this.#carry(output, 'server')
    }
  }

  #toServer(input: Parameters<typeof stepServerLink>[1]): void {
    const [next, outputs] = stepServerLink(this.server, input, this.now)
    this.server = next
    for (const output of outputs) {
      this.#carry(output, 'client')
      if (output.kind === 'deliver') {
        this.asked.push(output.message)
        this.#toServer({ kind: 'send', message: this.#reply(output.message) })
      }
    }
  }

  #carry(output: LinkOutput, to: 'client' | 'server'): void {
    if (output.kind !== 'transmit') return
    this.frames.push(output.octets)
    for (const delay of this.#line()) this.#arrivals.push({ at: this.now + delay, to, octets: output.octets })
  }
}

const message = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7) & 0xff)

describe('a link over a perfect line', () => {
  test('connects, carries a long request and a longer response in segments, disconnects', () => {
    const p = new Pair({}, perfect, () => message(3000, 2))
    p.run({ kind: 'connect' })
    p.run({ kind: 'send', message: message(500, 1) })
    expect(p.asked).toEqual([message(500, 1)])
    expect(p.delivered).toEqual([message(3000, 2)])
    p.run({ kind: 'disconnect' })
    expect(p.events).toEqual(['connected', 'disconnected'])
    expect(p.server.phase).toBe('disconnected')
  })

  test('sends no information field longer than agreed, and no more frames at once than the window', () => {
    const p = new Pair({ maxInfoTx: 40, maxInfoRx: 64, windowTx: 3, windowRx: 7 }, perfect, () =>
      message(1000, 2),
    )
    p.run({ kind: 'connect' })
    p.run({ kind: 'send', message: message(1000, 1) })
    expect(p.delivered).toEqual([message(1000, 2)])
    // Flags, format, addresses of 1 and 4 octets, control, two check sequences.
    expect(Math.max(...p.frames.map(frame => frame.length))).toBeLessThanOrEqual(40 + 2 + 2 + 5 + 1 + 4)
  })
})

describe('a link that is disturbed', () => {
  /** Loses and doubles frames; delays differ by less than a round trip, as on a serial line. */
  const disturbed = fc.record({
    loss: fc.double({ min: 0, max: 0.35, noNaN: true }),
    doubling: fc.double({ min: 0, max: 0.3, noNaN: true }),
    chances: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    windowTx: fc.integer({ min: 1, max: 7 }),
    lengths: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
  })

  test('delivers every message once and in order, or reports failure', () => {
    fc.assert(
      fc.property(disturbed, ({ loss, doubling, chances, windowTx, lengths }) => {
        const chance = () => chances.next().value as number
        const line: Line = () => {
          const delay = () => 5 + Math.floor(chance() * 5)
          if (chance() < loss) return []
          return chance() < doubling ? [delay(), delay()] : [delay()]
        }
        const p = new Pair({ windowTx, windowRx: windowTx, responseTimeout: 100, retries: 5 }, line)
        p.run({ kind: 'connect' })
        lengths.forEach((length, i) => {
          if (p.client.phase === 'connected') p.run({ kind: 'send', message: message(length, i) })
        })
        const sent = lengths.map((length, i) => message(length, i))
        const whole = p.events.every(event => event === 'connected')
        expect(p.delivered).toEqual(sent.slice(0, p.delivered.length))
        expect(p.asked).toEqual(sent.slice(0, p.asked.length))
        if (whole) expect(p.delivered).toHaveLength(sent.length)
      }),
      { numRuns: 1000 },
    )
  })

  test('to a meter that is gone fails after the retries, not before', () => {
    const p = new Pair({ retries: 3, responseTimeout: 1000 }, () => [])
    p.run({ kind: 'connect' })
    expect(p.events).toEqual(['no-answer'])
    expect([p.frames.length, p.now]).toEqual([4, 4000])
  })

  test('that the meter has forgotten is refused', () => {
    const p = new Pair()
    p.run({ kind: 'connect' })
    p.server = createServerLink(p.server.settings)
    p.run({ kind: 'send', message: message(10, 1) })
    expect(p.events).toEqual(['connected', 'refused'])
  })

  test('ends when a message grows beyond the bound', () => {
    const p = new Pair({ maxMessageLength: 1000 }, perfect, () => message(2000, 1))
    p.run({ kind: 'connect' })
    p.run({ kind: 'send', message: message(10, 1) })
    expect(p.events).toEqual(['connected', 'message-too-long'])
  })
})

describe('the deframer', () => {
  const frames = () => {
    const p = new Pair()
    p.run({ kind: 'connect' })
    p.run({ kind: 'send', message: Uint8Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? 0x7e : i)) })
    return p.frames
  }

  test('finds every frame, however the line slices the octets, with noise between', () => {
    const sent = frames()
    const noise = Uint8Array.of(0x00, 0x7e, 0xff, 0x7e, 0x7e, 0xb0)
    const stream = concat(...sent.flatMap(frame => [noise, frame]))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), sizes => {
        const deframer = new HdlcDeframer()
        let count = 0
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length]!
          count += deframer.push(stream.subarray(at, at + size)).length
          at += size
        }
        expect(count).toBe(sent.length)
      }),
    )
  })

  test('drops a frame with any bit turned', () => {
    for (const frame of frames()) {
      for (let bit = 0; bit < frame.length * 8; bit++) {
        const turned = frame.slice()
        turned[bit >> 3]! ^= 1 << (bit & 7)
        for (const found of new HdlcDeframer().push(turned)) {
          expect(equal(found.information ?? turned, turned)).toBe(false)
          expect(found.fcsValid && found.hcsValid !== false).toBe(true)
          throw new Error(`bit ${bit} turned and still a frame`)
        }
      }
    }
  })
})
