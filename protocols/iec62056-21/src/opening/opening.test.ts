import { mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { encodeAcknowledgement } from '../acknowledgement.ts'
import { encodeIdentification } from '../identification.ts'
import { decodeReadout, encodeReadout } from '../readout.ts'
import { encodeSignOn } from '../sign-on.ts'
import {
  createOpeningClient,
  type OpeningClientInput,
  type OpeningClientOutput,
  stepOpeningClient,
} from './client.ts'
import {
  createOpeningServer,
  type OpeningServerInput,
  type OpeningServerOutput,
  type OpeningServerSettings,
  stepOpeningServer,
} from './server.ts'

const identification = {
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '24',
  identification: 'FERRARIS1',
}
const block = encodeReadout([[{ address: '1.8.0', values: [{ value: '000123.4', unit: 'kWh' }] }]])
const meter: OpeningServerSettings = {
  identification,
  address: '00000001',
  protocols: ['hdlc', 'smitp'],
  readout: () => block,
}
type Told =
  | Exclude<OpeningClientOutput, { readonly kind: 'write' | 'wake' }>
  | Exclude<OpeningServerOutput, { readonly kind: 'write' | 'wake' }>

interface Wire {
  readonly meter?: OpeningServerSettings
  /** What becomes of octets on their way; the speeds must agree or nothing arrives. */
  readonly spoil?: (octets: Uint8Array, towards: 'client' | 'server') => Uint8Array
  /** Octets arrive in pieces of this length. */
  readonly piece?: number
}

/** A client and a meter at an optical port, on a clock that jumps. Tells what each of them told, and how long it took. */
function session(settings: Parameters<typeof createOpeningClient>[0], wire: Wire = {}) {
  const { meter: served = meter, spoil = octets => octets, piece = 1_000 } = wire
  let client = createOpeningClient(settings)
  let server = createOpeningServer()
  const lines = { client: '300 7E1', server: '300 7E1' }
  const told = { client: [] as Told[], server: [] as Told[] }
  const queue: { at: number; run(): void }[] = []
  let now = 0
  const later = (at: number, run: () => void) => void queue.push({ at, run })

  const perform = (
    side: 'client' | 'server',
    outputs: readonly (OpeningClientOutput | OpeningServerOutput)[],
  ) => {
    const other = side === 'client' ? 'server' : 'client'
    let writtenAt = now
    let line = lines[side]
    for (const output of outputs) {
      if (output.kind === 'wake') later(output.at, () => give(side, { kind: 'tick' }))
      else if (output.kind === 'write') {
        const sentAt = line
        for (let at = 0; at < output.octets.length; at += piece) {
          const octets = spoil(output.octets.slice(at, at + piece), other)
          writtenAt += (Math.min(piece, output.octets.length - at) * 10_000) / Number.parseInt(sentAt, 10)
          later(
            writtenAt,
            () => lines[other] === sentAt && octets.length > 0 && give(other, { kind: 'octets', octets }),
          )
        }
      } else {
        if (output.kind === 'line') {
          const next = `${output.baud} ${output.format}`
          line = next
          later(writtenAt, () => {
            lines[side] = next
          })
        }
        told[side].push(output as Told)
      }
    }
  }
  const give = (side: 'client' | 'server', input: OpeningClientInput & OpeningServerInput) => {
    if (side === 'client') {
      const [next, outputs] = stepOpeningClient(client, input, now)
      client = next
      perform('client', outputs)
    } else {
      const [next, outputs] = stepOpeningServer(served, server, input, now)
      server = next
      perform('server', outputs)
    }
  }
  const start = stepOpeningClient(client, { kind: 'open' }, now)
  client = start[0]
  perform('client', start[1])
  for (let steps = 0; queue.length > 0; steps++) {
    if (steps > 10_000) throw new Error('the opening never ends')
    queue.sort((a, b) => a.at - b.at)
    const { at, run } = queue.shift()!
    now = at
    run()
  }
  return { told, lines, now }
}

describe('an opening', () => {
  test.for(['hdlc', 'smitp'] as const)('leads to %s at 9600 baud without parity on both sides', wanted => {
    const { told, lines } = session({ wanted, address: '1' })
    const opened = { kind: 'opened', identification, baud: 9600, octets: new Uint8Array() }
    expect(told.client.at(-1)).toEqual(opened)
    expect(told.server.at(-1)).toEqual({ kind: 'opened', protocol: wanted, octets: new Uint8Array() })
    expect(lines).toEqual({ client: '9600 8N1', server: '9600 8N1' })
  })

  test.for(['5', 'E', 'x'])(
    'with baud rate character %s leads to the data block (modes C, B, A)',
    baudCharacter => {
      const served = { ...meter, identification: { ...identification, baudCharacter } }
      const { told, lines } = session({ wanted: 'readout' }, { meter: served })
      const last = told.client.at(-1)
      expect(last?.kind === 'readout' && last.readout.sets).toEqual(decodeReadout(block))
      expect(last?.kind === 'readout' && last.readout.faults).toEqual([])
      expect(lines.client).toBe(baudCharacter === 'x' ? '300 7E1' : '9600 7E1')
      expect(lines.server).toBe('300 7E1')
    },
  )

  test('works with octets that come one by one, and with noise before each message', () => {
    const noise = (octets: Uint8Array) => Uint8Array.of(0x55, ...octets)
    expect(session({ wanted: 'hdlc' }, { piece: 1 }).told.client.at(-1)?.kind).toBe('opened')
    expect(session({ wanted: 'hdlc' }, { spoil: noise }).told.client.at(-1)?.kind).toBe('opened')
    expect(session({ wanted: 'readout' }, { piece: 7 }).told.client.at(-1)?.kind).toBe('readout')
  })

  test('over a head that reflects what is sent waits for the confirmation of the meter', () => {
    const input = (octets: Uint8Array) => ({ kind: 'octets', octets }) as const
    const choice = encodeAcknowledgement({ protocol: 'hdlc', baudCharacter: '5', control: 'binary' })
    let [client] = stepOpeningClient(createOpeningClient({ wanted: 'hdlc' }), { kind: 'open' }, 0)
    const step = (octets: Uint8Array) => {
      const [next, outputs] = stepOpeningClient(client, input(octets), 100)
      client = next
      return outputs.map(({ kind }) => kind)
    }
    expect(step(encodeSignOn())).toEqual(['wake'])
    expect(step(encodeIdentification(identification))).toEqual(['write', 'wake'])
    expect(step(choice)).toEqual(['wake'])
    expect(step(choice)).toEqual(['line', 'opened'])
  })

  test('with an address of another meter, or without a meter, ends after its retries', () => {
    const silent = session({ wanted: 'hdlc', address: '2' })
    expect(silent.told.client.at(-1)).toEqual({ kind: 'failed', fault: 'no-answer' })
    expect(silent.told.client.filter(({ kind }) => kind === 'line')).toHaveLength(3)
    expect(silent.now).toBeGreaterThan(4_500)
    expect(silent.now).toBeLessThan(7_000)
  })

  test('goes on when the first request is lost', () => {
    let first = true
    const spoil = (octets: Uint8Array) => {
      const lost = first
      first = false
      return lost ? new Uint8Array() : octets
    }
    expect(session({ wanted: 'hdlc' }, { spoil }).told.client.at(-1)?.kind).toBe('opened')
  })

  test.for<[string, 'client' | 'server', number]>([
    ['choice', 'server', 0x06],
    ['data block', 'client', 0x02],
  ])('begins again when the %s is lost, and gives up at last', ([, towards, first]) => {
    const lose = (times: number) => {
      let left = times
      return (octets: Uint8Array, to: string) =>
        to === towards && octets[0] === first && left-- > 0 ? new Uint8Array() : octets
    }
    expect(session({ wanted: 'readout' }, { spoil: lose(1) }).told.client.at(-1)?.kind).toBe('readout')
    const lost = session({ wanted: 'readout' }, { spoil: lose(99) })
    expect(lost.told.client.at(-1)).toEqual({ kind: 'failed', fault: 'no-answer' })
    expect(lost.now).toBeLessThan(20_000)
  })

  test('asks for a garbled data block again, and gives up at last', () => {
    const garble = (times: number) => {
      let left = times
      return (octets: Uint8Array, towards: string) =>
        towards === 'client' && octets[0] === 2 && left-- > 0
          ? octets.map((octet, i) => (i === 4 ? octet ^ 1 : octet))
          : octets
    }
    expect(session({ wanted: 'readout' }, { spoil: garble(2) }).told.client.at(-1)?.kind).toBe('readout')
    expect(session({ wanted: 'readout' }, { spoil: garble(9) }).told.client.at(-1)).toEqual({
      kind: 'failed',
      fault: 'readout-garbled',
    })
  })

  test('of a meter that does not list mode E is tried; SMITP is not', () => {
    for (const capabilities of ['', '3']) {
      const served = { ...meter, identification: { ...identification, capabilities } }
      expect(session({ wanted: 'hdlc' }, { meter: served }).told.client.at(-1)?.kind).toBe('opened')
      const failed = { kind: 'failed', fault: 'not-offered' }
      expect(session({ wanted: 'smitp' }, { meter: served }).told.client.at(-1)).toEqual(failed)
    }
  })

  test('goes no faster than the line carries, to HDLC and to the data block', () => {
    const opened = session({ wanted: 'hdlc', maxBaud: 2400 })
    expect(opened.told.client.at(-1)).toMatchObject({ kind: 'opened', baud: 2400 })
    expect(opened.lines).toEqual({ client: '2400 8N1', server: '2400 8N1' })
    const read = session({ wanted: 'readout', maxBaud: 600 })
    expect(read.told.client.at(-1)?.kind).toBe('readout')
    expect(read.lines.client).toBe('600 7E1')
    expect(session({ wanted: 'hdlc', maxBaud: 19_200 }).lines.client).toBe('9600 8N1')
  })

  test('ends with the data block at 300 baud without a choice', () => {
    const [called] = stepOpeningServer(
      meter,
      createOpeningServer(),
      { kind: 'octets', octets: encodeSignOn() },
      0,
    )
    expect(called.phase).toBe('awaiting-choice')
    const [, outputs] = stepOpeningServer(meter, called, { kind: 'tick' }, called.deadline!)
    expect(outputs.slice(0, 2)).toEqual([
      { kind: 'line', baud: 300, format: '7E1' },
      { kind: 'write', octets: block },
    ])
  })

  test('is over for the meter when the session behind it closes', () => {
    const choice = encodeAcknowledgement({ protocol: 'smitp', baudCharacter: '5', control: 'binary' })
    const [called] = stepOpeningServer(
      meter,
      createOpeningServer(),
      { kind: 'octets', octets: encodeSignOn() },
      0,
    )
    const [chosen, outputs] = stepOpeningServer(meter, called, { kind: 'octets', octets: choice }, 9)
    expect(outputs.map(({ kind }) => kind)).toEqual(['write', 'line', 'opened'])
    const [closed, back] = stepOpeningServer(meter, chosen, { kind: 'close' }, 99)
    expect(closed.phase).toBe('idle')
    expect(back).toEqual([{ kind: 'line', baud: 300, format: '7E1' }])
  })

  test('with whatever octets leaves both machines standing, their memory bounded', () => {
    const random = new Random(2)
    const corpus = [
      encodeSignOn(),
      encodeIdentification(identification),
      block,
      encodeAcknowledgement({ protocol: 'hdlc', baudCharacter: '5', control: 'binary' }),
    ]
    const wanted = ['hdlc', 'smitp', 'readout'] as const
    let client = createOpeningClient({ wanted: 'hdlc' })
    let server = createOpeningServer()
    const phases = new Set<string>()
    let now = 0
    for (const octets of mutations(2, corpus, 20_000)) {
      now += 100
      if (random.below(6) === 0)
        client = stepOpeningClient(
          createOpeningClient({ wanted: random.of(wanted), maxReadout: 2_000 }),
          { kind: 'open' },
          now,
        )[0]
      client = stepOpeningClient(client, { kind: 'octets', octets }, now)[0]
      client = stepOpeningClient(client, { kind: 'tick' }, now)[0]
      server = stepOpeningServer(meter, server, { kind: 'octets', octets }, now)[0]
      if (random.below(10) === 0) server = stepOpeningServer(meter, server, { kind: 'close' }, now)[0]
      phases.add(client.phase).add(server.phase)
      expect(client.pending.length).toBeLessThanOrEqual(2_000)
      expect(server.pending.length).toBeLessThan(64)
    }
    expect(phases).toEqual(
      new Set([
        'idle',
        'awaiting-identification',
        'awaiting-confirmation',
        'reading',
        'done',
        'awaiting-choice',
        'read-out',
        'chosen',
      ]),
    )
  })
})
