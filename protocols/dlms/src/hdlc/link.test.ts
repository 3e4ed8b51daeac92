import { concat, equal } from '@ferraris/bytes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClientLink, stepClientLink } from './client-link.ts'
import { HdlcDeframer } from './deframer.ts'
import type { ReceivedFrame } from './frame.ts'
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
  /** Frames that came in before one that had been sent earlier in the same direction. */
  overtakings = 0
  readonly #line: Line
  readonly #reply: (message: Uint8Array) => Uint8Array
  readonly #hears: (frame: ReceivedFrame) => boolean
  readonly #arrivals: { at: number; sent: number; to: 'client' | 'server'; octets: Uint8Array }[] = []

  constructor(
    settings: Partial<LinkSettings> = {},
    line: Line = perfect,
    reply = (message: Uint8Array) => message,
    hears: (frame: ReceivedFrame) => boolean = () => true,
  ) {
    this.#hears = hears
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
        if (this.#arrivals.some(({ to, sent }) => to === arrival.to && sent < arrival.sent))
          this.overtakings++
        this.now = arrival.at
        for (const frame of new HdlcDeframer().push(arrival.octets)) {
          if (arrival.to === 'client') this.#toClient({ kind: 'frame', frame })
          else if (this.#hears(frame)) this.#toServer({ kind: 'frame', frame })
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
        const reply = this.#reply(output.message)
        this.#toServer(reply.length === 0 ? { kind: 'pass' } : { kind: 'send', message: reply })
      }
    }
  }

  #carry(output: LinkOutput, to: 'client' | 'server'): void {
    if (output.kind !== 'transmit') return
    this.frames.push(output.octets)
    const sent = this.frames.length
    for (const delay of this.#line())
      this.#arrivals.push({ at: this.now + delay, sent, to, octets: output.octets })
  }
}

function message(length: number, seed: number) {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7) & 0xff)
}

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

describe('a link over a long way', () => {
  test.each([3000, 6600])(
    'with a round trip of %i ms works within a patience of 10 s, and repeats nothing',
    rtt => {
      const p = new Pair(
        { patienceMs: 10_000 },
        () => [rtt / 2],
        () => message(600, 2),
      )
      p.run({ kind: 'connect' })
      expect(p.events).toEqual(['connected'])
      const before = [p.frames.length, p.now] as const
      p.run({ kind: 'send', message: message(100, 1) })
      expect(p.delivered).toEqual([message(600, 2)])
      // Five frames of answer, each fetched by one of ours.
      expect([p.frames.length - before[0], p.now - before[1]]).toEqual([10, 5 * rtt])
    },
  )

  test('with a quick meter that then thinks for long is asked again until the patience is used up', () => {
    let delay = 5
    const p = new Pair({ patienceMs: 10_000 }, () => [delay])
    p.run({ kind: 'connect' })
    delay = 4000
    p.run({ kind: 'send', message: message(20, 1) })
    expect(p.delivered).toEqual([message(20, 1)])
    const gone = new Pair({ patienceMs: 10_000 }, () => [])
    gone.run({ kind: 'connect' })
    expect(gone.events).toEqual(['no-answer'])
    expect(gone.now).toBeGreaterThanOrEqual(10_000)
  })
})

test('SNRM without parameters follows where the one with them is not answered, and then the defaults hold', () => {
  const isOld = ({ control, information }: ReceivedFrame) =>
    control.type !== 'SNRM' || information === undefined
  const wide = { maxInfoTx: 512, maxInfoRx: 512, windowTx: 4, windowRx: 4 }
  const p = new Pair(wide, perfect, () => message(300, 2), isOld)
  p.run({ kind: 'connect' })
  p.run({ kind: 'send', message: message(300, 1) })
  expect(p.events).toEqual(['connected'])
  expect(p.client.agreement).toEqual({ maxInfoTx: 128, windowTx: 1 })
  expect([p.asked, p.delivered]).toEqual([[message(300, 1)], [message(300, 2)]])
  const at = new Pair({ ...wide, emptySnrm: true }, perfect, () => message(1, 2), isOld)
  at.run({ kind: 'connect' })
  expect([at.events, at.frames.length]).toEqual([['connected'], 2])
})

describe('a link that is disturbed', () => {
  const disturbed = fc.record({
    loss: fc.double({ min: 0, max: 0.35, noNaN: true }),
    doubling: fc.double({ min: 0, max: 0.3, noNaN: true }),
    chances: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    lengths: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
  })

  /** Gives messages to a link over a line that loses, doubles and reorders; what it did is what it was given. */
  const carries = (
    windowTx: number,
    jitter: number,
    { loss, doubling, chances, lengths }: typeof disturbed extends fc.Arbitrary<infer T> ? T : never,
  ): Pair => {
    const chance = () => chances.next().value as number
    const line: Line = () => {
      const delay = () => 5 + Math.floor(chance() * jitter)
      if (chance() < loss) return []
      return chance() < doubling ? [delay(), delay()] : [delay()]
    }
    const p = new Pair({ windowTx, windowRx: windowTx, responseTimeoutMs: 100, retries: 5 }, line)
    p.run({ kind: 'connect' })
    lengths.forEach((length, i) => {
      if (p.client.phase === 'connected') p.run({ kind: 'send', message: message(length, i) })
    })
    const sent = lengths.map((length, i) => message(length, i))
    expect(p.delivered).toEqual(sent.slice(0, p.delivered.length))
    expect(p.asked).toEqual(sent.slice(0, p.asked.length))
    if (p.events.every(event => event === 'connected')) expect(p.delivered).toHaveLength(sent.length)
    return p
  }

  // Numbers come round after eight frames: an older one must have arrived by then, on any line that HDLC is made for.
  test.each([
    [
      'frames of one window overtake each other',
      fc.integer({ min: 2, max: 7 }),
      fc.integer({ min: 2, max: 5 }),
    ],
    ['frames overtake several later exchanges', fc.constant(1), fc.integer({ min: 2, max: 60 })],
  ])('delivers every message once and in order, or reports failure, where %s', (_, windows, jitters) => {
    let overtakings = 0
    fc.assert(
      fc.property(disturbed, windows, jitters, (line, window, jitter) => {
        overtakings += carries(window, jitter, line).overtakings
      }),
      { numRuns: 700 },
    )
    expect(overtakings).toBeGreaterThan(500)
  })

  test('to a meter that is gone fails after the retries, not before', () => {
    const p = new Pair({ retries: 3, responseTimeoutMs: 1000 }, () => [])
    p.run({ kind: 'connect' })
    expect(p.events).toEqual(['no-answer'])
    expect([p.frames.length, p.now]).toEqual([4, 4000])
  })

  test('may be opened to whatever meter is alone on the line, which answers with its own address', () => {
    const anyMeter = { upper: 1, lower: 0x3fff, width: 4 } as const
    const p = new Pair()
    p.client = createClientLink({ ...p.client.settings, server: anyMeter })
    const [called] = stepClientLink(p.client, { kind: 'connect' }, 0)
    const own = { ...addresses.server, lower: 815 }
    const ua = { segmented: false, source: own, destination: addresses.client, fcsValid: true } as const
    const frame = { ...ua, control: { type: 'UA', pollFinal: true } as const }
    expect(stepClientLink(called, { kind: 'frame', frame }, 1)[0].phase).toBe('connected')
    const other = { ...frame, source: { ...own, upper: 2 } }
    expect(stepClientLink(called, { kind: 'frame', frame: other }, 1)[0].phase).toBe('connecting')
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

describe('a message', () => {
  test('that has no answer is acknowledged, and then the line is quiet', () => {
    const p = new Pair({}, perfect, () => new Uint8Array())
    p.run({ kind: 'connect' })
    const [sent, outputs] = stepClientLink(p.client, { kind: 'send', message: message(100, 1) }, p.now)
    ;[p.client] = stepClientLink(sent, { kind: 'pass' }, p.now)
    const [frame] = new HdlcDeframer().push((outputs[0] as { octets: Uint8Array }).octets)
    const [meter, answer] = stepServerLink(p.server, { kind: 'frame', frame: frame! }, p.now)
    expect(answer).toEqual([{ kind: 'deliver', message: message(100, 1) }])
    const [, [ready]] = stepServerLink(meter, { kind: 'pass' }, p.now)
    const [rr] = new HdlcDeframer().push((ready as { octets: Uint8Array }).octets)
    const [client, more] = stepClientLink(p.client, { kind: 'frame', frame: rr! }, p.now)
    expect([client.deadline, client.window.queue, more]).toEqual([undefined, [], []])
  })

  test('that has no answer gives the line back to the client', () => {
    const { server, client } = addresses
    const control = { type: 'I', sent: 0, received: 0, pollFinal: true } as const
    const frame = { segmented: false, control, information: message(9, 1), fcsValid: true }
    const connected = {
      ...createServerLink({ ...linkDefaults, ...addresses }),
      phase: 'connected' as const,
    }
    const [asked] = stepServerLink(
      connected,
      { kind: 'frame', frame: { ...frame, source: client, destination: server } },
      0,
    )
    const [, outputs] = stepServerLink(asked, { kind: 'pass' }, 0)
    const [answer] = new HdlcDeframer().push((outputs[0] as { octets: Uint8Array }).octets)
    expect(answer?.control).toEqual({ type: 'RR', received: 1, pollFinal: true })
  })

  test('in a frame without number is delivered as such, from either end, and moves nothing', () => {
    const { server, client } = addresses
    const control = { type: 'UI', pollFinal: false } as const
    const notice = { segmented: false, control, information: message(20, 1), fcsValid: true }
    const settings = { ...linkDefaults, ...addresses }
    const output = { kind: 'deliver', message: message(20, 1), unnumbered: true }
    const meter = createServerLink(settings)
    const heard = stepServerLink(
      meter,
      { kind: 'frame', frame: { ...notice, source: client, destination: server } },
      0,
    )
    expect(heard).toEqual([{ ...meter, deadline: settings.inactivityTimeoutMs }, [output]])
    const head = createClientLink(settings)
    const told = stepClientLink(
      head,
      { kind: 'frame', frame: { ...notice, source: server, destination: client } },
      0,
    )
    expect(told).toEqual([head, [output]])
  })

  test('that follows another is fetched by polling', () => {
    const p = new Pair({}, perfect, () => message(5, 1))
    p.run({ kind: 'connect' })
    p.run({ kind: 'send', message: message(10, 1) })
    const [meter] = stepServerLink(p.server, { kind: 'send', message: message(400, 2) }, p.now)
    p.server = meter
    p.run({ kind: 'poll' })
    expect(p.delivered).toEqual([message(5, 1), message(400, 2)])
  })

  test('of endless empty segments ends the link', () => {
    const meter = createServerLink({ ...linkDefaults, ...addresses, maxMessageLength: 100 })
    let state = { ...meter, phase: 'connected' as const }
    let failure: string | undefined
    for (let sent = 0; failure === undefined && sent < 1000; sent++) {
      const control = { type: 'I', sent: sent % 8, received: 0, pollFinal: false } as const
      const frame = {
        segmented: true,
        control,
        source: addresses.client,
        destination: addresses.server,
        fcsValid: true,
      }
      const [next, outputs] = stepServerLink(state, { kind: 'frame', frame }, 0)
      state = next as typeof state
      for (const output of outputs) if (output.kind === 'failed') failure = output.fault
    }
    expect(failure).toBe('message-too-long')
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

  test('takes silence as the end of a frame that was cut off, and finds the one that came behind it', () => {
    const whole = frames()[0]!
    const deframer = new HdlcDeframer()
    expect(deframer.push(concat(Uint8Array.of(0x7e, 0xa7, 0xff, 0x01, 0x02), whole))).toEqual([])
    expect(deframer.unfinished).toBe(true)
    expect(deframer.silence()).toHaveLength(1)
    expect(deframer.unfinished).toBe(false)
    expect(deframer.push(whole)).toHaveLength(1)
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
