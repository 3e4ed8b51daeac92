import { Store } from '@ferraris/concentrator'
import { zone } from '@ferraris/cosem'
import { placeConcentrator, plugIn } from '@ferraris/district'
import { acaOf, serialOf } from '@ferraris/meter'
import { createLine, planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import { decodeMessage, encodeMessage } from '@ferraris/smitp'
import { SmitpKey } from '@ferraris/smitp/security'
import {
  type ClientRequest,
  createSmitpClient,
  createSmitpServer,
  type SmitpClientOutput,
  stepSmitpClient,
  stepSmitpServer,
  type TableStore,
} from '@ferraris/smitp/session'
import { commands } from '@ferraris/smitp/tables'
import { Random } from '@ferraris/testing'
import { keyNamed, testMeter } from '@ferraris/testing/meter'
import { describe, expect, test } from 'vitest'

const noon = Date.UTC(2026, 9, 20, 10)
const operational = { write: keyNamed('write'), read: keyNamed('read') }

function meterAt(now: () => number, number = 1) {
  return testMeter({ serial: serialOf(number), clock: { now }, smitp: { operational } })
}

test('uc MM-1 a request to read a row is three octets, its answer one octet more than the row', () => {
  for (const [table, row] of [
    [0, 0],
    [0x20, 5],
    [255, 255],
  ] as const)
    expect([...encodeMessage({ kind: 'read.request', table, row })]).toEqual([expect.any(Number), table, row])
  const face = meterAt(() => noon).smitp!
  const request = { dsap: 0, ecc: 'none', segmented: false, maxAnswer: 140 } as const
  const answer = face.answer({
    ...request,
    lsdu: encodeMessage({ kind: 'read.request', table: 0, row: 0x3f }),
  })!
  const message = decodeMessage(answer.lsdu)
  expect(message.kind === 'read.response' && message.data.length + 1).toBe(answer.lsdu.length)
})

describe('uc MM-5', () => {
  const bench = (keys = operational) => {
    const meter = meterAt(() => noon)
    const face = meter.smitp!
    const sent: Uint8Array[] = []
    const settings = {
      security: {
        aca: face.aca,
        keys: { write: new SmitpKey(keys.write), read: new SmitpKey(keys.read) },
        mode: 'hardened' as const,
      },
      random: (length: number) => new Random(1).octets(length),
    }
    let state = createSmitpClient()
    const ask = (
      request: ClientRequest,
      broken = (octets: Uint8Array) => octets,
    ): SmitpClientOutput | undefined => {
      let outputs: readonly SmitpClientOutput[]
      ;[state, outputs] = stepSmitpClient(settings, state, { kind: 'request', request })
      for (;;) {
        const send = outputs.find(output => output.kind === 'send')
        if (send === undefined) return outputs.find(({ kind }) => kind !== 'persist')
        sent.push(send.lsdu)
        const answer = face.answer({ ...send, lsdu: broken(send.lsdu), segmented: false, maxAnswer: 140 })
        if (answer === undefined) return undefined
        sent.push(answer.lsdu)
        ;[state, outputs] = stepSmitpClient(settings, state, { ...answer, kind: 'answer' })
      }
    }
    return { meter, ask, sent }
  }
  const open = {
    kind: 'command.request',
    command: commands.openBreaker,
    parameters: new Uint8Array(),
  } as const

  test('uc MM-5 what goes over the line is ciphered and proves itself: nothing in clear, nothing repeated, no wrong key', () => {
    const { meter, ask, sent } = bench()
    const totals = { kind: 'read.request', table: 10, row: 0 } as const
    const answer = ask(totals)
    expect(answer).toMatchObject({ kind: 'answered', message: { kind: 'read.response' } })
    const { data } = (answer as { message: { data: Uint8Array } }).message
    expect(data.length).toBeGreaterThan(7)
    for (const octets of sent) expect(Buffer.from(octets).includes(Buffer.from(data))).toBe(false)
    expect(ask(open)).toMatchObject({ kind: 'answered' })
    expect(meter.store.supply.outputState).toBe(false)
    // The same question again is other octets: a counter goes into each.
    const before = sent.length
    ask(totals)
    ask(totals)
    expect(new Set(sent.slice(before).map(String)).size).toBe(sent.length - before)
  })

  test('uc MM-5 a request whose octets were changed, or made with another key, has no effect', () => {
    for (let bit = 8; bit < 96; bit += 7) {
      const { meter, ask } = bench()
      const flipped = (octets: Uint8Array) =>
        octets.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet))
      ask(open, flipped)
      expect([bit, meter.store.supply.moves]).toEqual([bit, 0])
    }
    const { meter, ask } = bench({ write: keyNamed('another'), read: keyNamed('another') })
    expect(ask(open)?.kind).not.toBe('answered')
    expect(meter.store.supply.moves).toBe(0)
  })
})

test('uc MM-4 a concentrator finds a node that is plugged in, and a way to it, unaided', () => {
  const plan = planDistrict({ meters: 10, hops: 2, seed: 4 })
  const line = createLine(plan, 4, { simulation: new Simulation(noon) })
  const { concentrator } = placeConcentrator(line, {
    substation: 'S1',
    zone: zone('Europe/Rome'),
    store: Store.inMemory(),
    random: randomFrom(4),
    uplink: { publish: () => true },
  })
  const connect = (number: number) => {
    const face = meterAt(() => line.now, number).smitp!
    face.plugIn(plugIn(line, plan.homes[number - 1]!.id, face.aca))
  }
  for (let number = 1; number < 10; number++) connect(number)
  line.run(noon + 2 * 3_600_000)
  const heard = () => concentrator.neighbours().map(({ aca }) => aca as string)
  expect(heard()).toHaveLength(9)
  // The last home of the plan is the farthest.
  connect(10)
  line.run(noon + 4 * 3_600_000)
  expect(heard()).toContain(acaOf(serialOf(10)))
  const { state, route } = concentrator.neighbours().find(({ aca }) => aca === acaOf(serialOf(10)))!
  expect(state).toBe('new')
  expect(route.every(station => heard().includes(station))).toBe(true)
})

/** Tables of one's own: rows that were written, up to 256 in each of 256 tables. A row may be reset where it is even. */
class OwnTables implements TableStore {
  readonly #rows = new Map<string, Uint8Array>()
  read(table: number, row: number) {
    return this.#rows.get(`${table}/${row}`) ?? ('row-undefined' as const)
  }
  write(table: number, row: number, data: Uint8Array) {
    this.#rows.set(`${table}/${row}`, data)
    return 'done' as const
  }
  reset(table: number, row: number) {
    if (row % 2 !== 0) return 'access-denied' as const
    this.#rows.delete(`${table}/${row}`)
    return 'done' as const
  }
  readRows() {
    return []
  }
  select() {
    return []
  }
  command() {
    return 'access-denied' as const
  }
  tables() {
    return []
  }
  firmwareBlock() {
    return 'access-denied' as const
  }
}

test('uc MM-2 rows of any table are read, written and reset, and hold what a model of them holds', () => {
  const aca = acaOf(serialOf(1))
  const keys = { write: new SmitpKey(operational.write), read: new SmitpKey(operational.read) }
  const security = { aca, mode: 'hardened' } as const
  const server = {
    ...security,
    keys: () => ({ operational: keys, factory: undefined }),
    tables: new OwnTables(),
  }
  let memory = createSmitpServer()
  let client = createSmitpClient()
  const ask = (request: ClientRequest): SmitpClientOutput => {
    const settings = {
      security: { ...security, keys },
      random: (length: number) => new Random(1).octets(length),
    }
    let outputs: readonly SmitpClientOutput[]
    ;[client, outputs] = stepSmitpClient(settings, client, { kind: 'request', request })
    for (;;) {
      const send = outputs.find(output => output.kind === 'send')
      if (send === undefined) return outputs.find(({ kind }) => kind !== 'persist')!
      const [next, answers] = stepSmitpServer(server, memory, { ...send, maxAnswer: 140 })
      memory = next
      const answer = answers.find(output => output.kind === 'send')!
      ;[client, outputs] = stepSmitpClient(settings, client, { ...answer, kind: 'answer' })
    }
  }
  const random = new Random(2)
  const model = new Map<string, string>()
  const counts = { read: 0, missing: 0, reset: 0, refused: 0 }
  for (let n = 0; n < 3000; n++) {
    // Few tables and rows, so that the same one is met again, those at the edges among them; 255 names all rows.
    const [table, row] = [random.of([0, 1, 7, 128, 255]), random.of([0, 1, 2, 100, 254])]
    const place = `${table}/${row}`
    switch (random.below(3)) {
      case 0: {
        const data = random.octets(1 + random.below(60))
        expect(ask({ kind: 'write.request', table, row, data }).kind).toBe('answered')
        model.set(place, data.join())
        break
      }
      case 1: {
        const outcome = ask({ kind: 'reset-table.request', table, row })
        expect([place, outcome.kind]).toEqual([place, row % 2 === 0 ? 'answered' : 'refused'])
        if (row % 2 === 0) model.delete(place)
        counts[row % 2 === 0 ? 'reset' : 'refused']++
        break
      }
      default: {
        const outcome = ask({ kind: 'read.request', table, row })
        const held = model.get(place)
        if (held === undefined) expect(outcome).toMatchObject({ kind: 'refused', refusal: 'row-undefined' })
        else {
          expect(outcome).toMatchObject({ kind: 'answered', message: { kind: 'read.response' } })
          expect((outcome as { message: { data: Uint8Array } }).message.data.join()).toBe(held)
        }
        counts[held === undefined ? 'missing' : 'read']++
      }
    }
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100)
})
