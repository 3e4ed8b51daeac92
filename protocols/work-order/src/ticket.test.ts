import { Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import {
  AccessOffer,
  AccessRequest,
  newKeyPair,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  refusal,
  type SealedChannel,
  signDocument,
  type Ticket,
  TicketError,
  ticketKind,
} from './index.ts'

const headEnd = privateKeyOf(newKeyPair('ed25519'))
const concentrator = privateKeyOf(newKeyPair('ed25519'))
const device = privateKeyOf(newKeyPair('ed25519'))
const stranger = privateKeyOf(newKeyPair('ed25519'))
const now = Date.parse('2026-11-20T12:00:00Z')

const ticket: Ticket = {
  id: '11111111-2222-4333-8444-555555555555',
  concentrator: { name: 'C1', identity: publicHalf(concentrator) },
  fieldDevice: { name: 'tablet-7', sealing: 'A'.repeat(43), signing: publicHalf(device) },
  right: 'read',
  issuedAt: '2026-11-20T11:00:00.000Z',
  notBefore: '2026-11-20T11:00:00.000Z',
  notAfter: '2026-11-20T18:00:00.000Z',
}
const here = {
  name: 'C1',
  identity: concentrator,
  headEnd: publicKeyOf('Ed25519', publicHalf(headEnd)),
  recalled: new Set<string>(),
  now,
}

function signed(change: Partial<Ticket> = {}, signer = headEnd): string {
  return signDocument(ticketKind, { ...ticket, ...change }, signer)
}
function text(plain: string): Uint8Array {
  return new TextEncoder().encode(plain)
}
function code(of: string) {
  return expect.objectContaining({ code: of, layer: 'ticket' })
}

/** Both ends of an access that was given. */
function opened(): { ours: SealedChannel; theirs: SealedChannel } {
  const request = new AccessRequest(signed())
  const offer = new AccessOffer(request.open, here)
  const { enter, channel } = request.enter(offer.prove, device)
  return { ours: channel, theirs: offer.admit(enter) }
}

test('a field device with its ticket is let in, and both ends understand each other alone', () => {
  const { ours, theirs } = opened()
  const request = ours.seal(text('what time is it?'))
  expect(Buffer.from(request).includes('what time')).toBe(false)
  expect(theirs.open(request)).toEqual(Buffer.from('what time is it?'))
  expect(ours.open(theirs.seal(text('noon')))).toEqual(Buffer.from('noon'))
})

describe('a ticket opens nothing', () => {
  const open = (document: string) => new AccessRequest(document).open
  test.each([
    ['altered', 'signed by another', signed({}, stranger), {}],
    [
      'foreign',
      'for another concentrator',
      signed({ concentrator: { ...ticket.concentrator, name: 'C2' } }),
      {},
    ],
    [
      'foreign',
      'for one of this name that was exchanged',
      signed({ concentrator: { name: 'C1', identity: publicHalf(stranger) } }),
      {},
    ],
    ['expired', 'when its time is over', signed(), { now: Date.parse('2026-11-20T18:00:01Z') }],
    ['recalled', 'that was recalled', signed(), { recalled: new Set([ticket.id]) }],
    ['early', 'before its time', signed({ notBefore: '2026-11-20T13:00:00Z' }), {}],
    ['clock-back', 'by a clock that was put back', signed(), { now: Date.parse('2026-11-20T10:00:00Z') }],
    ['not-allowed', 'where no head-end is known', signed(), { headEnd: undefined }],
    ['malformed', 'without its times', signed({ notAfter: 'for ever' }), {}],
    ['malformed', 'with a right that is none', signed({ right: 'everything' as 'read' }), {}],
  ])('%s: %s', (fault, _, document, change) => {
    expect(() => {
      const octets = Buffer.concat([
        Uint8Array.of(1),
        text(JSON.stringify({ ticket: document, key: goodKey })),
      ])
      return new AccessOffer(octets, { ...here, ...change })
    }).toThrow(code(fault))
  })

  test('to a device that it was not made for: it was copied', () => {
    const request = new AccessRequest(signed())
    const offer = new AccessOffer(request.open, here)
    const { enter } = request.enter(offer.prove, stranger)
    expect(() => offer.admit(enter)).toThrow(code('unproven'))
  })

  test('when a whole access is played again', () => {
    const request = new AccessRequest(signed())
    const { enter } = request.enter(new AccessOffer(request.open, here).prove, device)
    const again = new AccessOffer(request.open, here)
    expect(() => again.admit(enter)).toThrow(code('unproven'))
  })

  test('with a key of small order', () => {
    const key = Buffer.alloc(32).toString('base64url')
    const octets = Buffer.concat([Uint8Array.of(1), text(JSON.stringify({ ticket: signed(), key }))])
    expect(() => new AccessOffer(octets, here)).toThrow(code('malformed'))
    expect(open(signed()).length).toBeLessThan(2000)
  })
})
const goodKey = publicHalf(privateKeyOf(newKeyPair('x25519')))

test('a concentrator that is another is not believed, and what it refuses is said in its words', () => {
  const request = new AccessRequest(signed())
  const offer = new AccessOffer(request.open, here)
  const other = new AccessOffer(new AccessRequest(signed()).open, here)
  expect(() => request.enter(other.prove, device)).toThrow(code('unproven'))
  expect(() => request.enter(refusal(new TicketError('expired', 'it was noon')), device)).toThrow(
    expect.objectContaining({ code: 'expired', detail: 'it was noon' }),
  )
  expect(() => request.enter(offer.prove.slice(0, 20), device)).toThrow(code('malformed'))
})

test('what is sealed is taken once, in its order and unchanged', () => {
  const { ours, theirs } = opened()
  const [one, two] = [ours.seal(text('one')), ours.seal(text('two'))]
  expect(() => theirs.open(two)).toThrow(code('unproven'))
  for (const at of [1, 4, 6, one.length - 1]) {
    const changed = Uint8Array.from(one, (octet, i) => (i === at ? octet ^ 1 : octet))
    expect(() => theirs.open(changed)).toThrow(code('unproven'))
  }
  theirs.open(one)
  expect(() => theirs.open(one)).toThrow(code('unproven'))
  // One's own message is none of the other end.
  expect(() => ours.open(ours.seal(text('mine')))).toThrow(code('unproven'))
})

test('broken anyhow, messages of an opening let nothing but a TicketError escape', () => {
  const random = new Random(7)
  const request = new AccessRequest(signed())
  const offer = new AccessOffer(request.open, here)
  const { enter, channel } = request.enter(offer.prove, device)
  const acts: [Uint8Array, (octets: Uint8Array) => unknown][] = [
    [request.open, octets => new AccessOffer(octets, here)],
    [offer.prove, octets => request.enter(octets, device)],
    [enter, octets => offer.admit(octets)],
    [channel.seal(text('x')), octets => channel.open(octets)],
  ]
  let refused = 0
  for (let run = 0; run < 20_000; run++) {
    const [valid, act] = random.of(acts)
    const octets = Uint8Array.from(valid)
    for (let n = 1 + random.below(3); n > 0; n--) octets[random.below(octets.length)] = random.below(256)
    try {
      act(octets.subarray(0, random.below(9) === 0 ? random.below(octets.length) : octets.length))
    } catch (error) {
      if (!(error instanceof TicketError)) throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(10_000)
})
