import { concat, equal, toHex } from '@ferraris/bytes'
import { mutations, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { untagged } from '../apdu/tagged.ts'
import { DlmsError } from '../dlms-error.ts'
import { PushAssembler } from '../push/push-assembler.ts'
import { unconfirmedBlocks } from '../push/unconfirmed-blocks.ts'
import {
  type BlockLink,
  type BlockLinkSettings,
  beginsAnew,
  createBlockLink,
  type LinkResult,
  repeat,
  sendMessage,
  takeBlock,
} from './block-link.ts'

/** When the copies of a block arrive, in milliseconds; none is lost. */
type Line = () => readonly number[]
const perfect: Line = () => [5]
function numbered(length: number) {
  return Uint8Array.from({ length }, (_, i) => i * 7 + (i >> 8))
}
const settings = { window: 4, peerPduSize: 59, maxMessageLength: 100_000 }

/** A client with a request and a server with its response, joined by a line; time jumps from event to event. */
class Exchange {
  client: BlockLink
  server: BlockLink | undefined
  readonly asked: Uint8Array[] = []
  readonly answered: Uint8Array[] = []
  readonly sent: string[] = []
  failed = false
  readonly #serverSettings: BlockLinkSettings
  readonly #response: Uint8Array
  readonly #line: Line
  #now = 0
  readonly #arrivals: { at: number; to: 'client' | 'server'; apdu: Uint8Array }[] = []

  constructor(response: Uint8Array, line: Line = perfect, client = {}, server = {}) {
    this.client = createBlockLink({ ...settings, ...client, role: 'client' })
    this.#serverSettings = { ...settings, ...server, role: 'server' }
    this.#response = response
    this.#line = line
  }

  run(request: Uint8Array): this {
    this.#clientSends(sendMessage(this.client, request))
    let deadline = 100
    for (let repeats = 0; this.answered.length === 0 || this.#arrivals.length > 0; ) {
      if (repeats > 20 || this.sent.length > 20_000) return this.#giveUp()
      this.#arrivals.sort((a, b) => a.at - b.at)
      const arrival = this.#arrivals[0]
      if (arrival === undefined || arrival.at > deadline) {
        this.#now = deadline
        deadline += 100
        if (this.answered.length > 0) continue
        repeats++
        this.#clientSends(repeat(this.client))
        continue
      }
      this.#arrivals.shift()
      this.#now = arrival.at
      if (arrival.to === 'server') this.#toServer(arrival.apdu)
      else {
        repeats = 0
        deadline = this.#now + 100
        this.#clientSends(takeBlock(this.client, untagged(generalBlockTransfer, arrival.apdu)))
      }
    }
    return this
  }

  #giveUp() {
    this.failed = true
    return this
  }

  #clientSends(result: LinkResult) {
    this.client = result.link
    if (result.message !== undefined) this.answered.push(result.message)
    this.#carry(result.blocks, 'server')
  }

  #toServer(apdu: Uint8Array) {
    const block = untagged(generalBlockTransfer, apdu)
    this.server ??= createBlockLink(this.#serverSettings)
    const result = takeBlock(this.server, block)
    this.server = result.link
    this.#carry(result.blocks, 'client')
    if (result.message === undefined) return
    this.asked.push(result.message)
    const response = sendMessage(this.server, this.#response)
    this.server = response.link
    this.#carry(response.blocks, 'client')
  }

  #carry(blocks: readonly Uint8Array[], to: 'client' | 'server') {
    for (const apdu of blocks) {
      this.sent.push(`${to === 'server' ? '>' : '<'} ${toHex(apdu)}`)
      for (const delay of this.#line()) this.#arrivals.push({ at: this.#now + delay, to, apdu })
    }
  }
}

describe('an exchange in general block transfer', () => {
  test('streams as many blocks as the other side takes, and waits', () => {
    const { asked, answered, sent } = new Exchange(numbered(180)).run(numbered(70))
    expect(asked).toEqual([numbered(70)])
    expect(answered).toEqual([numbered(180)])
    const heads = sent.map(frame => frame.slice(0, 14))
    expect(heads).toEqual([
      '> e00400010000', // the first block asks for the window of the other side
      '< e00400010001',
      '> e08400020001',
      '< e04400020002',
      '< e04400030002',
      '< e04400040002',
      '< e08400050002',
    ])
  })

  test('keeps every APDU within what the other side takes', () => {
    const { answered, sent } = new Exchange(
      numbered(5_000),
      perfect,
      { peerPduSize: 20 },
      { peerPduSize: 300 },
    ).run(numbered(400))
    expect(answered).toEqual([numbered(5_000)])
    for (const frame of sent)
      expect((frame.length - 2) / 2).toBeLessThanOrEqual(frame.startsWith('>') ? 20 : 300)
  })

  test('repeats from the lost block on, and no other', () => {
    let count = 0
    const losing: Line = () => (++count === 5 ? [] : [5])
    const { answered, sent } = new Exchange(numbered(180), losing).run(numbered(70))
    expect(answered).toEqual([numbered(180)])
    const numbers = sent
      .filter(frame => frame.startsWith('<'))
      .map(frame => Number(`0x${frame.slice(6, 10)}`))
    expect(numbers).toEqual([1, 2, 3, 4, 5, 3, 4, 5])
  })

  test('delivers a message once, or reports failure, whatever the line loses, doubles or holds back', () => {
    const fates = fc.array(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 3 }), {
      minLength: 1,
      maxLength: 60,
    })
    const lengths = fc.integer({ min: 1, max: 3_000 })
    const windows = fc.integer({ min: 1, max: 63 })
    let failures = 0
    fc.assert(
      fc.property(fates, lengths, lengths, windows, windows, (fate, request, response, own, other) => {
        let at = 0
        const line: Line = () => fate[at++ % fate.length]!
        const exchange = new Exchange(numbered(response), line, { window: own }, { window: other }).run(
          numbered(request),
        )
        expect(exchange.asked.length).toBeLessThanOrEqual(1)
        expect(exchange.answered.length).toBeLessThanOrEqual(1)
        for (const message of exchange.asked) expect(message).toEqual(numbered(request))
        for (const message of exchange.answered) expect(message).toEqual(numbered(response))
        if (exchange.answered.length === 0) {
          expect(exchange.failed).toBe(true)
          failures++
        }
      }),
      { numRuns: 400 },
    )
    expect(failures).toBeLessThan(200)
  })

  test('survives a third of all blocks lost, without one block becoming many', () => {
    const random = new Random(3)
    for (let run = 0; run < 30; run++) {
      const line: Line = () =>
        random.below(3) === 0 ? [] : random.below(4) === 0 ? [5, 9] : [1 + random.below(30)]
      const { answered, sent } = new Exchange(numbered(2_000), line).run(numbered(1_000))
      expect(answered).toEqual([numbered(2_000)])
      expect(sent.length).toBeLessThan(600)
    }
  })
})

describe('a link', () => {
  test('takes any blocks without growing, and fails with its own error only', () => {
    const { sent } = new Exchange(numbered(900)).run(numbered(900))
    const corpus = sent.map(frame => Buffer.from(frame.slice(2), 'hex'))
    const random = new Random(4)
    let link = createBlockLink({ ...settings, role: 'server' })
    for (const apdu of mutations(5, corpus, 50_000)) {
      if (random.below(50) === 0)
        link = createBlockLink({ ...settings, role: random.of(['client', 'server']) })
      try {
        const result = takeBlock(link, untagged(generalBlockTransfer, apdu))
        link = result.message === undefined ? result.link : sendMessage(result.link, numbered(500)).link
      } catch (error) {
        if ((error as Error).name !== 'DecodeError') expect(error).toBeInstanceOf(DlmsError)
      }
      expect(link.sending.unacknowledged.length).toBeLessThanOrEqual(64 + 63)
      expect(link.receiving.early.size).toBeLessThanOrEqual(64)
      expect(link.receiving.length).toBeLessThanOrEqual(settings.maxMessageLength)
    }
  })

  test('bounds a message that never ends', () => {
    const block = { lastBlock: false, streaming: true, window: 1 }
    const flood = () => {
      let link = createBlockLink({ ...settings, role: 'server' })
      for (let blockNumber = 1; ; blockNumber++) {
        const blockData = new Uint8Array(1000)
        link = takeBlock(link, { blockControl: block, blockNumber, blockNumberAck: 0, blockData }).link
      }
    }
    expect(flood).toThrow('more than 100000 octets')
  })

  test('tells a new exchange from the old one come late', () => {
    const { server } = new Exchange(numbered(10)).run(numbered(10))
    const first = {
      blockControl: { lastBlock: true, streaming: false, window: 4 },
      blockNumber: 1,
      blockNumberAck: 0,
    }
    expect(beginsAnew(server!, { ...first, blockData: numbered(10) })).toBe(false)
    expect(beginsAnew(server!, { ...first, blockData: numbered(11) })).toBe(true)
  })
})

test('unconfirmed blocks are put together by any listener', () => {
  const blocks = unconfirmedBlocks(numbered(1_000), 128)
  expect(Math.max(...blocks.map(block => block.length))).toBeLessThanOrEqual(128)
  expect(toHex(blocks[0]!.subarray(0, 6))).toBe('e04000010000')
  const assembler = new PushAssembler()
  const whole = blocks.map(block => assembler.push(block)).filter(message => message !== undefined)
  expect(equal(concat(...whole), numbered(1_000))).toBe(true)
})
