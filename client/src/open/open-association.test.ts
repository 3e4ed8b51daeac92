import { fromHex } from '@ferraris/bytes'
import { data, encodeData } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import {
  type AssociationSettings,
  createServer,
  type ServerSettings,
  stepServer,
} from '@ferraris/dlms/server'
import { type ApduLink, TransportError } from '@ferraris/transport'
import { describe, expect, test } from 'vitest'
import { associationSettings } from './association-settings.ts'
import type { ConnectionPlan } from './connection-plan.ts'
import { type AssociationTerms, openAssociation } from './open-association.ts'

const keys = {
  guek: fromHex('000102030405060708090a0b0c0d0e0f'),
  gak: fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
}
const both = { authenticated: true, encrypted: true }
const secured = 5
/** What the meter has seen of client 5. */
const seen = 70_000

/** AARE: rejected permanently, authentication failure. */
const authenticationFailure = fromHex(
  '611f a109060760857405080103 a203020101 a305a10302010d be0604040e010600',
)

/** What a meter does with a counter that it has seen before, in place of naming the one it expects. */
const ways = {
  'names the counter': (link: Answers, answer: Uint8Array) => link.say(answer),
  'answers D8 01 01': (link: Answers) => link.say(fromHex('d80101')),
  'answers D8 01 06 without a counter': (link: Answers) => link.say(fromHex('d80106')),
  'says that authentication failed': (link: Answers) => link.say(authenticationFailure),
  'closes the connection': (link: Answers) => link.hangUp(),
  'says nothing': () => {},
} as const

interface Answers {
  say(apdu: Uint8Array): void
  hangUp(): void
}

/** A meter with one counter object for all clients, or none. */
class StubbornMeter {
  highest = seen
  own = 0
  /** Clients that have connected. */
  readonly clients: number[] = []
  /** Refuses the connection that follows on another one. */
  isSlowToFree = false
  #isFreeing = false
  readonly #way: (link: Answers, answer: Uint8Array) => void
  readonly #settings: ServerSettings

  constructor(way: keyof typeof ways, tells = true) {
    this.#way = ways[way]
    this.#settings = {
      systemTitle: fromHex('4142430000000001'),
      associations: new Map<number, AssociationSettings>([
        [16, { authentication: { mechanism: 'lowest' } }],
        [
          secured,
          {
            authentication: { mechanism: 'high-gmac' },
            security: {
              keys: new SuiteKeys(keys.guek, keys.gak),
              policy: both,
              counters: {
                take: () => this.own++,
                received: () => this.highest,
                accept: counter => {
                  this.highest = counter
                },
              },
            },
          },
        ],
      ]),
      random: length => new Uint8Array(length).fill(3),
      conformance: conformanceOf('get'),
      maxReceivePduSize: 1024,
      maxRequestLength: 1024,
      device: {
        get: (_, { instanceId }) =>
          tells && instanceId === '0.0.43.1.0.255'
            ? encodeData(data.doubleLongUnsigned(this.highest))
            : 'object-undefined',
        set: () => 'read-write-denied',
        action: () => ({ result: 'object-undefined' }),
      },
    }
  }

  plan(): ConnectionPlan {
    return {
      client: secured,
      auth: 'gmac',
      maxApdu: 0xffff,
      patienceMs: 0,
      open: async client => {
        const isRefused = this.#isFreeing
        this.#isFreeing = false
        if (isRefused) throw new TransportError('refused', 'opening')
        return this.#link(client)
      },
    }
  }

  #link(client: number): ApduLink {
    this.clients.push(client)
    let server = createServer(client)
    let receiver: Parameters<ApduLink['attach']>[0] | undefined
    const answers: Answers = {
      say: apdu => queueMicrotask(() => receiver?.onApdu(apdu)),
      hangUp: () => queueMicrotask(() => receiver?.onClosed(new TransportError('closed', 'waiting'))),
    }
    return {
      peer: 'meter',
      attach: its => {
        receiver = its
      },
      send: apdu => {
        const [next, outputs] = stepServer(this.#settings, server, apdu)
        server = next
        for (const output of outputs) {
          if (output.kind !== 'send') continue
          const isRefusal = output.apdu[0] === 0xd8 && output.apdu[2] === 6
          if (isRefusal) this.#way(answers, output.apdu)
          else answers.say(output.apdu)
        }
      },
      close: () => {
        receiver = undefined
        this.#isFreeing = this.isSlowToFree
        return Promise.resolve()
      },
    }
  }
}

/** Terms from counter 10 on, or above. */
function termsFrom(isFirstContact: boolean) {
  return (atLeast = 10): AssociationTerms => ({
    settings: associationSettings(
      { auth: 'gmac' },
      { keys, kek: undefined, password: undefined, signing: undefined, agreement: undefined },
      {
        systemTitle: fromHex('4d4d4d0000000001'),
        maxApdu: 0xffff,
        random: length => new Uint8Array(length).fill(9),
      },
    ),
    counters: { next: atLeast, end: atLeast + 100 },
    isFirstContact: isFirstContact && atLeast === 10,
  })
}

describe('a meter that has seen higher counters', () => {
  test.each(Object.keys(ways) as (keyof typeof ways)[])('and then %s is opened above them', async way => {
    const meter = new StubbornMeter(way)
    const told: number[] = []
    const session = await openAssociation(meter.plan(), {
      timeoutMs: 150,
      terms: termsFrom(false),
      onCounterSeen: counter => told.push(counter),
    })
    expect(meter.clients).toEqual([secured, 16, secured])
    expect(told).toEqual([seen])
    expect(meter.highest).toBeGreaterThan(seen)
    await session.release()
  })

  test('is asked for them before, at first contact', async () => {
    const meter = new StubbornMeter('says nothing')
    const session = await openAssociation(meter.plan(), { timeoutMs: 5_000, terms: termsFrom(true) })
    expect(meter.clients).toEqual([16, secured])
    await session.release()
  })

  test('and frees a connection slowly is opened at first contact, too', async () => {
    const meter = new StubbornMeter('says nothing')
    meter.isSlowToFree = true
    const session = await openAssociation(meter.plan(), { timeoutMs: 5_000, terms: termsFrom(true) })
    expect(meter.clients).toEqual([16, secured])
    await session.release()
  })

  test('and does not tell them fails as it said, with or without first contact', async () => {
    for (const isFirst of [false, true]) {
      const meter = new StubbornMeter('answers D8 01 01', false)
      await expect(
        openAssociation(meter.plan(), { timeoutMs: 5_000, terms: termsFrom(isFirst) }),
      ).rejects.toMatchObject({ code: 'exception' })
    }
  })
})
