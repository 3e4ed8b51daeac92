import { defined, equal } from '@ferraris/bytes'
import { mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, type Message } from '../application/messages.ts'
import { aca } from '../mac/address.ts'
import { disciplines } from '../mac/discipline.ts'
import type { Ecc } from '../mac/lsap.ts'
import type { SmitpKeys, SmitpMode } from '../security/security.ts'
import { SmitpKey } from '../security/smitp-key.ts'
import {
  createSmitpClient,
  type SmitpClientOutput,
  type SmitpClientState,
  stepSmitpClient,
} from './client.ts'
import { type ClientCounter, nextNumber, numbersTaken } from './counter.ts'
import type { ClientRequest } from './requests.ts'
import { createSmitpServer, type ServerMemory, type SmitpServerSettings, stepSmitpServer } from './server.ts'
import type { TableStore } from './table-store.ts'

const meter = aca('0102030A0B0C')
function keyOf(first: number) {
  return new SmitpKey(Uint8Array.from({ length: 16 }, (_, i) => first + i))
}
const keys: SmitpKeys = { write: keyOf(0xf0), read: keyOf(0) }
const factory: SmitpKeys = { write: keyOf(0x40), read: keyOf(0x40) }

/** One table of three rows that counts what is done to it. */
function counting() {
  const rows = [Uint8Array.of(1, 2, 3), Uint8Array.of(4), Uint8Array.from({ length: 120 }, (_, i) => i)]
  const effects: string[] = []
  const store: TableStore = {
    read: (table, row, right) =>
      right === 'clear' ? 'access-denied' : table !== 7 ? 'table-undefined' : (rows[row] ?? 'row-undefined'),
    readRows: (_, first, last) => rows.map((data, row) => ({ row, data })).slice(first, last + 1),
    select: () => [{ row: 9, data: Uint8Array.of(9) }],
    write: (_, row, data, right) => {
      if (right !== 'write' && right !== 'factory') return 'access-denied'
      effects.push(`${right} ${row}: ${data.join()}`)
      return 'done'
    },
    reset: () => 'access-denied',
    command: (command, _, right) => {
      if (right !== 'write') return 'access-denied'
      effects.push(`command ${command}`)
      return 'done'
    },
    tables: () => [{ table: 7, rows: 3 }],
    firmwareBlock: (_, block) => {
      effects.push(`block ${block}`)
      return 'done'
    },
  }
  return { store, effects }
}

/** A client and a server with nothing between them but what a test puts there. */
function pair(
  mode: SmitpMode = 'hardened',
  { lmon = 42n, counter }: { lmon?: bigint; counter?: ClientCounter } = {},
) {
  const { store, effects } = counting()
  const settings: SmitpServerSettings = {
    aca: meter,
    mode,
    keys: () => ({ operational: keys, factory }),
    tables: store,
  }
  const random = new Random(7)
  const clientSettings = {
    security: { aca: meter, keys, mode },
    random: (length: number) => random.octets(length),
  }
  const kept: { server: ServerMemory; client: ClientCounter | undefined } = {
    server: createSmitpServer(lmon),
    client: counter,
  }
  const sent: Uint8Array[] = []
  let client: SmitpClientState = createSmitpClient(counter)

  const toServer = (ecc: Ecc, lsdu: Uint8Array): { ecc: Ecc; lsdu: Uint8Array } | undefined => {
    const [memory, outputs] = stepSmitpServer(settings, kept.server, { ecc, lsdu, maxAnswer: 128 })
    kept.server = memory
    return outputs.find(output => output.kind === 'send')
  }

  /** Asks; `lose` says for each transmission whether request or answer get lost. The caller repeats thrice. */
  const ask = (
    request: ClientRequest,
    lose: (transmission: number) => 'request' | 'answer' | undefined = () => undefined,
    clear = false,
  ): SmitpClientOutput | 'given up' => {
    let [state, outputs] = stepSmitpClient(clientSettings, client, { kind: 'request', request, clear })
    for (let transmission = 0; transmission < 12; transmission++) {
      client = state
      for (const output of outputs) if (output.kind === 'persist') kept.client = output.counter
      const end = outputs.find(({ kind }) => kind !== 'persist' && kind !== 'send' && kind !== 'ignored')
      if (end !== undefined) return end
      const send = outputs.find(output => output.kind === 'send')
      if (send !== undefined) sent.push(send.lsdu)
      const lost = lose(transmission)
      const answer = send && lost !== 'request' ? toServer(send.ecc, send.lsdu) : undefined
      ;[state, outputs] =
        answer === undefined || lost === 'answer'
          ? stepSmitpClient(clientSettings, state, { kind: 'repeat' })
          : stepSmitpClient(clientSettings, state, { ...answer, kind: 'answer' })
    }
    ;[client] = stepSmitpClient(clientSettings, state, { kind: 'abandon' })
    return 'given up'
  }
  const forget = (): void => {
    client = createSmitpClient()
  }
  const doubt = (): void => {
    client = createSmitpClient(kept.client, true)
  }
  return { ask, toServer, kept, effects, sent, forget, doubt, settings }
}

const read: ClientRequest = { kind: 'read.request', table: 7, row: 0 }
const command: ClientRequest = { kind: 'command.request', command: 1, parameters: new Uint8Array() }
function answered(message: Partial<Message>) {
  return { kind: 'answered', message }
}

describe.each(['faithful', 'hardened'] as const)('a session, %s', mode => {
  test('learns the counter, then reads, writes and commands', () => {
    const { ask, effects, kept } = pair(mode)
    expect(ask(read)).toEqual(answered({ kind: 'read.response', data: Uint8Array.of(1, 2, 3) }))
    expect(ask({ kind: 'write.request', table: 7, row: 1, data: Uint8Array.of(5) })).toEqual(
      answered({ kind: 'ack', attribute: 4 }),
    )
    expect(ask(command)).toEqual(answered({ kind: 'ack', attribute: 18 }))
    expect(effects).toEqual(['write 1: 5', 'command 1'])
    expect(kept.client?.proven).toBe(kept.server.lmon)
    if (mode === 'faithful') expect(kept.server.lmon).toBe(45n)
  })

  test('reads rows in parts, several rows, selections and the list of tables', () => {
    const { ask } = pair(mode)
    expect(ask({ kind: 'read.request', table: 7, row: 2 })).toMatchObject({ refusal: 'answer-too-long' })
    expect(ask({ kind: 'read-table-selective.request', table: 7, row: 2, offset: 100, length: 50 })).toEqual(
      answered({
        kind: 'read-table-selective.response',
        data: Uint8Array.from({ length: 20 }, (_, i) => 100 + i),
      }),
    )
    const rows = ask({ kind: 'read-table.request', table: 7, firstRow: 0, lastRow: 2 })
    expect(rows).toMatchObject({ message: { rows: [{ row: 0 }, { row: 1 }] } })
    expect(ask({ kind: 'select-buffer.request', table: 7, from: 1, to: 2 })).toMatchObject({
      message: { rows: [{ row: 9 }] },
    })
    expect(ask({ kind: 'list-tables.request' })).toMatchObject({
      message: { tables: [{ table: 7, rows: 3 }] },
    })
    expect(ask({ kind: 'read.request', table: 8, row: 0 })).toMatchObject({ refusal: 'table-undefined' })
  })

  test('has each command’s effect once, whatever gets lost', () => {
    for (const pattern of [
      ['answer'],
      ['request', 'answer', 'answer'],
      ['answer', 'request', 'answer'],
    ] as const) {
      const { ask, effects } = pair(mode)
      ask(read)
      expect(ask(command, turn => pattern[turn])).toMatchObject({ kind: 'answered' })
      expect(effects).toEqual(['command 1'])
    }
  })

  test('goes on when the client has lost its counter', () => {
    const { ask, forget, effects } = pair(mode)
    ask(command)
    forget()
    expect(ask(command)).toMatchObject({ kind: 'answered' })
    expect(effects).toHaveLength(2)
  })

  test('goes on when the meter has lost its counter', () => {
    const { ask, kept, effects } = pair(mode)
    for (let turn = 0; turn < 3; turn++) ask(read)
    kept.server = createSmitpServer(0n)
    expect(ask(command)).toMatchObject({ kind: 'answered' })
    expect(effects).toEqual(['command 1'])
  })

  test('goes on when the meter is far ahead', () => {
    const { ask, kept } = pair(mode)
    ask(read)
    kept.server = createSmitpServer(2n ** 40n)
    expect(ask(command)).toMatchObject({ kind: 'answered' })
    expect(kept.client?.used).toBe(2n ** 40n + 1n)
  })

  test('sends no number that another master has passed when its counter is doubted', () => {
    const { ask, kept, sent, doubt } = pair(mode)
    expect(ask(read)).toMatchObject({ kind: 'answered' })
    const { used } = defined(kept.client, 'the counter')
    kept.server = createSmitpServer(used + 500n)
    doubt()
    sent.length = 0
    expect(ask(read)).toMatchObject({ kind: 'answered' })
    // A challenge, and the request once: nothing was refused.
    expect(sent.length).toBe(2)
    expect(ask(command)).toEqual(answered({ kind: 'ack', attribute: 18 }))
    expect(sent.length).toBe(3)
  })

  test('ends with an error when the keys are others', () => {
    const { ask, settings } = pair(mode)
    ask(read)
    Object.assign(settings, { keys: () => ({ operational: factory }) })
    expect(ask(read)).toBe('given up')
  })
})

describe('a hardened session', () => {
  test('never uses a number twice, and goes on one by one, though its requests get lost for years', () => {
    const { ask, sent, kept } = pair()
    ask(read)
    const { used } = kept.client!
    const before = sent.length
    for (let turn = 0; turn < 5_000; turn++) expect(ask(read, () => 'request')).toBe('given up')
    expect(kept.client!.used - used).toBe(32n)
    // Those behind the 32nd were challenges, each with a nonce of its own.
    expect(new Set(sent.slice(before).map(String)).size).toBe(5_000)
    expect(ask(command)).toMatchObject({ kind: 'answered' })
    expect(kept.client).toEqual({ used: used + 33n, proven: used + 33n })
  })

  test('goes on one by one when only its challenges are answered', () => {
    const { ask, kept } = pair()
    ask(read)
    const { used } = kept.client!
    for (let turn = 0; turn < 500; turn++) {
      let sends = 0
      // A challenge is the first transmission of those behind every 32nd.
      expect(ask(read, () => (turn >= 32 && turn % 32 === 0 && sends++ === 0 ? undefined : 'request'))).toBe(
        'given up',
      )
    }
    expect(kept.client!.used - used).toBe(500n)
    expect(ask(command)).toMatchObject({ kind: 'answered' })
  })

  test('goes on from wherever its numbers were driven, also when the meter forgets what was announced', () => {
    for (const used of [2n ** 20n, 2n ** 63n, 2n ** 64n - 9n]) {
      const { ask, kept } = pair('hardened', { counter: { used, proven: 42n } })
      expect(ask(read, turn => (turn === 0 ? undefined : 'request'))).toBe('given up')
      kept.server = createSmitpServer(kept.server.lmon)
      expect(ask(command)).toMatchObject({ kind: 'answered' })
      expect(kept.server.lmon).toBe(used + 3n)
    }
  })

  test('does not let a request that was given up be taken later', () => {
    const { ask, sent, toServer, effects } = pair()
    ask(read)
    ask({ ...command, command: 66 }, () => 'request')
    const lost = sent.at(-1)!
    ask(command)
    toServer('ctr-write', lost)
    expect(effects).toEqual(['command 1'])
  })

  test('takes no old request again, nor one of another meter', () => {
    const { ask, sent, toServer, effects } = pair()
    ask(command)
    const old = sent.at(-1)!
    ask(read)
    const refused = toServer('ctr-write', old)
    expect(refused?.lsdu[0]).toBe(245)
    expect(effects).toHaveLength(1)
  })

  test('is not led into the weaker mode', () => {
    const { toServer } = pair()
    const challenge = encodeMessage({ kind: 'challenge.request', type: 0, nonce: new Uint8Array(16) })
    expect(decodeMessage(toServer('none', challenge)!.lsdu)).toMatchObject({ kind: 'nack' })
  })

  test('reports an unknown outcome of a command when another client came between', () => {
    const { ask, kept } = pair()
    ask(read)
    // The command reaches the meter, its answer is lost, and before we repeat it others are served.
    const end = ask(command, turn => {
      if (turn === 1) kept.server = createSmitpServer(kept.server.lmon + 5n)
      return turn === 0 ? 'answer' : undefined
    })
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'effect-unknown' } })
  })
})

describe('a meter', () => {
  test('shows nothing in clear that its tables do not, and takes no command so', () => {
    const { ask, effects } = pair()
    expect(ask(read, undefined, true)).toMatchObject({ refusal: 'access-denied' })
    expect(ask(command, undefined, true)).toMatchObject({ refusal: 'access-denied' })
    expect(
      ask({ kind: 'set-initial.request', table: 5, row: 0, data: new Uint8Array(32) }, undefined, true),
    ).toMatchObject({ refusal: 'access-denied' })
    expect(effects).toEqual([])
  })

  test('takes blocks of firmware in clear', () => {
    const { ask, effects } = pair()
    const block = {
      kind: 'firmware-broadcast.request',
      transfer: 1,
      block: 3,
      data: new Uint8Array(96),
    } as const
    expect(ask(block)).toMatchObject({ kind: 'answered' })
    expect(effects).toEqual(['block 3'])
  })

  test('lets the read key command nothing, under whatever name', () => {
    const { settings, kept, effects } = pair()
    const security = { aca: meter, mode: 'hardened', keys: { read: keys.read, write: keys.read } } as const
    const [, outputs] = stepSmitpClient(
      { security, random: length => new Uint8Array(length) },
      createSmitpClient({ used: 42n, proven: 42n }),
      { kind: 'request', request: command },
    )
    const { lsdu } = outputs.find(output => output.kind === 'send')!
    const events = (['ctr-write', 'ctr-read'] as const).map(ecc => {
      const [, answers] = stepSmitpServer(settings, kept.server, { ecc, lsdu, maxAnswer: 128 })
      return answers.find(output => output.kind === 'event')?.event
    })
    expect(events).toEqual(['not-authentic', 'access-denied'])
    expect(effects).toEqual([])
  })

  test('fits its answer into what the discipline allows', () => {
    const { settings, kept } = pair()
    const ask = encodeMessage({ kind: 'list-tables.request' })
    const [, outputs] = stepSmitpServer(settings, kept.server, { ecc: 'none', lsdu: ask, maxAnswer: 20 })
    const [send] = outputs.filter(output => output.kind === 'send')
    expect(send!.lsdu.length).toBeLessThanOrEqual(disciplines.RA1.maxResponse)
  })
})

test('the number after the highest used is one that the meter takes, however far it has come since it was proven', () => {
  const random = new Random(9)
  for (let turn = 0; turn < 300; turn++) {
    const proven = BigInt(random.below(2 ** 20)) << BigInt(random.below(20))
    const used = proven + (BigInt(random.below(2 ** 20)) << BigInt(random.below(23)))
    const number = nextNumber('hardened', { used, proven }, used)
    expect(number).toBe(used + 1n)
    for (const reached of [proven, used, proven + (used - proven) / 2n]) {
      expect([...numbersTaken('hardened', reached, used)]).toContain(number)
    }
  }
})

test('what was announced lets a meter take no number again', () => {
  expect([...numbersTaken('hardened', 100n, 90n)]).toEqual([...numbersTaken('hardened', 100n)])
  expect([...numbersTaken('faithful', 100n, 200n)]).toEqual([101n])
})

test('numbers end before they would begin anew', () => {
  const last = 2n ** 64n - 1n
  expect([...numbersTaken('faithful', last)]).toEqual([])
  expect([...numbersTaken('hardened', last, last)]).toEqual([])
  expect(() => nextNumber('hardened', { used: last, proven: 5n }, undefined)).toThrow(/keys/)
})

test('both ends survive whatever comes, and strangers have no effect', () => {
  const { settings, effects } = pair()
  const security = { aca: meter, mode: 'hardened', keys } as const
  const clientSettings = { security, random: (length: number) => new Uint8Array(length) }
  const [asking, outputs] = stepSmitpClient(clientSettings, createSmitpClient({ used: 41n, proven: 41n }), {
    kind: 'request',
    request: command,
  })
  const request = outputs.find(output => output.kind === 'send')!.lsdu
  const genuine = createSmitpServer(41n)
  const [, answers] = stepSmitpServer(settings, genuine, { ecc: 'ctr-write', lsdu: request, maxAnswer: 128 })
  const answer = answers.find(output => output.kind === 'send')!.lsdu
  effects.length = 0
  const plain = encodeMessage(read)
  const challenge = encodeMessage({ kind: 'challenge.request', type: 1, nonce: new Uint8Array(16) })
  const random = new Random(4)
  let ended = 0
  for (const lsdu of mutations(31, [request, answer, plain, challenge], 4_000)) {
    const ecc = random.of(['none', 'ctr-read', 'ctr-write', 'ecb-read', 'ecb-write'] as const)
    if (lsdu.length > 0 && lsdu[0]! >= 100 && lsdu[0]! <= 101) continue
    if (!equal(lsdu, request)) {
      const [memory] = stepSmitpServer(settings, genuine, { ecc, lsdu, maxAnswer: 1 + random.below(140) })
      expect(memory).toEqual({ ...genuine, announced: memory.announced })
    }
    if (equal(lsdu, answer)) continue
    const [client] = stepSmitpClient(clientSettings, asking, { kind: 'answer', ecc, lsdu })
    if (client.pending === undefined) ended++
  }
  expect(effects).toEqual([])
  expect(ended).toBe(0)
})
