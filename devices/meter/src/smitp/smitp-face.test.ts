import { createHash } from 'node:crypto'
import { concat } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { data, decodeData, obis } from '@ferraris/cosem'
import { conformanceOf, type ServiceRequest } from '@ferraris/dlms'
import { createClient, stepClient } from '@ferraris/dlms/client'
import { SuiteKeys } from '@ferraris/dlms/security'
import { idisCodes } from '@ferraris/metering'
import { dateTimeOf, encodeMessage } from '@ferraris/smitp'
import { createCosemClient, saps, stepCosemClient } from '@ferraris/smitp/cosem'
import type { Port } from '@ferraris/smitp/line'
import type { ClientRequest } from '@ferraris/smitp/session'
import { catalogue, commands } from '@ferraris/smitp/tables'
import { mutations, Random } from '@ferraris/testing'
import { keyNamed } from '@ferraris/testing/meter'
import { describe, expect, test } from 'vitest'
import { acaOf } from '../identity.ts'
import { inMemory, type NonVolatile } from '../store/memory/non-volatile.ts'
import { bench, dlmsKeys, noon, smitpKeys } from './bench.fixture.ts'

function command(name: keyof typeof commands, ...parameters: number[]): ClientRequest {
  return {
    kind: 'command.request',
    command: commands[name],
    parameters: Uint8Array.from(parameters),
  }
}
function loadKeys(
  kind: 'write-table-initial.request' | 'write-table.request',
  write: Uint8Array,
  read: Uint8Array,
) {
  return { kind, table: 5, firstRow: 0, rows: [concat(write, read)] } as const
}

describe('the METERS AND MORE face', () => {
  test('opens and closes the breaker, and takes the order twice', () => {
    const { meter, client } = bench()
    const { ask, row } = client()
    const events = () => meter.store.events.count(noon)
    const before = events()
    expect(ask(command('openBreaker'))).toMatchObject({ kind: 'answered' })
    expect(ask(command('openBreaker'))).toMatchObject({ kind: 'answered' })
    expect(meter.store.supply.outputState).toBe(false)
    expect(decode(catalogue.statusWord.codec, row(0, 0x3f)).bits).toContain('breakerOpen')
    expect(ask(command('closeBreaker'))).toMatchObject({ kind: 'answered' })
    expect(meter.store.supply.outputState).toBe(true)
    expect(events()).toBe(before + 2)
    expect(ask(command('setBreakerMode', 4))).toMatchObject({ kind: 'answered' })
    expect(meter.store.supply.controlMode).toBe(4)
    expect(ask(command('setBreakerMode', 9))).toMatchObject({ kind: 'refused', refusal: 'value-refused' })
    expect(ask(command('setBreakerMode'))).toMatchObject({ kind: 'refused', refusal: 'length-wrong' })
  })

  test('sets and shifts the clock', () => {
    const { meter, client } = bench()
    const { ask } = client()
    const data = encode(dateTimeOf, (noon + 3600) * 1000)
    expect(ask({ kind: 'write.request', table: 2, row: 0, data })).toMatchObject({ kind: 'answered' })
    expect(meter.store.clock.read(noon)).toBe(noon + 3600)
    expect(ask(command('shiftClock', 0xc4, 0xff, 0xff, 0xff))).toMatchObject({ kind: 'answered' })
    expect(meter.store.clock.read(noon)).toBe(noon + 3540)
    expect(ask(command('shiftClock', 0x85, 0x03, 0, 0))).toMatchObject({ refusal: 'value-refused' })
    expect(ask({ kind: 'write.request', table: 2, row: 0, data: new Uint8Array(8) })).toMatchObject({
      refusal: 'value-refused',
    })
    expect(ask({ kind: 'write.request', table: 2, row: 0, data: new Uint8Array(3) })).toMatchObject({
      refusal: 'length-wrong',
    })
  })

  test('shows the status word in clear, and nothing else', () => {
    const { client } = bench()
    const { ask, answered } = client()
    expect(ask({ kind: 'read.request', table: 0, row: 0x3f }, true)).toMatchObject({ kind: 'answered' })
    const answer = answered({ kind: 'list-tables.request' })
    if (answer.kind !== 'list-tables.response') throw new Error(answer.kind)
    for (const { table, rows } of answer.tables) {
      for (let row = 0; row < rows; row++) {
        if (table === 0 && row === 0x3f) continue
        expect(ask({ kind: 'read.request', table, row }, true)).toMatchObject({ refusal: 'access-denied' })
      }
    }
  })

  test('takes nothing back and lets nothing be written that it measures', () => {
    const { client } = bench()
    const { ask } = client()
    const data = new Uint8Array(20)
    expect(ask({ kind: 'write.request', table: 10, row: 0, data })).toMatchObject({
      refusal: 'access-denied',
    })
    expect(ask({ kind: 'reset-table.request', table: 30, row: 255 })).toMatchObject({
      refusal: 'access-denied',
    })
    expect(ask({ kind: 'write.request', table: 99, row: 0, data })).toMatchObject({
      refusal: 'table-undefined',
    })
    expect(ask({ kind: 'command.request', command: 99, parameters: data })).toMatchObject({ kind: 'refused' })
  })

  test('logs unknown clients once a minute', () => {
    const { meter, face } = bench()
    const count = () =>
      meter.store.events.all(noon).filter(({ code }) => code === idisCodes.decryptionFailure).length
    const lsdu = new Uint8Array(30).fill(102)
    for (let i = 0; i < 5; i++) {
      const answer = face.answer({ dsap: 0, ecc: 'ctr-read', lsdu, segmented: false, maxAnswer: 140 })
      expect(answer?.lsdu[0]).toBe(245)
    }
    expect(count()).toBe(1)
  })
})

describe('commissioning', () => {
  const fresh = { write: keyNamed('new write'), read: keyNamed('new read') }
  const factory = { write: smitpKeys.factory, read: smitpKeys.factory }

  test('loads the first keys with that of the factory; they outlive a restart', () => {
    const memory = inMemory()
    const { client, meter } = bench({ memory, smitp: { factory: smitpKeys.factory } })
    const installer = client(factory)
    expect(installer.ask(loadKeys('write-table-initial.request', fresh.write, fresh.read))).toMatchObject({
      kind: 'answered',
    })
    expect(meter.store.events.all(noon).map(({ code }) => code)).toContain(idisCodes.keysChanged)
    const totals = { kind: 'read.request', table: 10, row: 0 } as const
    expect(client(fresh).ask(totals)).toMatchObject({ kind: 'answered' })
    const again = bench({ memory, smitp: { factory: smitpKeys.factory } })
    expect(again.client(fresh).ask(totals)).toMatchObject({ kind: 'answered' })
  })

  test('gives the factory’s key no right but that', () => {
    const { client } = bench({ smitp: { factory: smitpKeys.factory } })
    const installer = client(factory)
    const data = encode(dateTimeOf, noon * 1000)
    expect(installer.ask({ kind: 'set-initial.request', table: 2, row: 0, data })).toMatchObject({
      refusal: 'access-denied',
    })
  })

  test('of a new pair is a matter of the write key later on, and keys are never read', () => {
    const { client } = bench()
    const { ask } = client()
    expect(ask({ kind: 'read.request', table: 5, row: 0 })).toMatchObject({ refusal: 'access-denied' })
    expect(ask({ kind: 'read-table.request', table: 5, firstRow: 0, lastRow: 0 })).toMatchObject({
      refusal: 'access-denied',
    })
    expect(ask(loadKeys('write-table.request', fresh.write, fresh.read))).toMatchObject({ kind: 'answered' })
    expect(client(fresh).ask({ kind: 'list-tables.request' })).toMatchObject({ kind: 'answered' })
  })
})

describe('an image', () => {
  const image = Uint8Array.from({ length: 96 * 12 + 7 }, (_, i) => i * 31)
  const announced = (sha256 = createHash('sha256').update(image).digest()): ClientRequest => ({
    kind: 'write.request',
    table: 60,
    row: 1,
    data: encode(catalogue.firmwareTransfer.codec, {
      transfer: 9,
      size: image.length,
      sha256,
      version: 'FERRARIS 0.2.0',
    }),
  })
  const block = (number: number, data = image.subarray(number * 96, (number + 1) * 96)): ClientRequest => ({
    kind: 'firmware-broadcast.request',
    transfer: 9,
    block: number,
    data,
  })
  const received = (row: (table: number, number: number) => Uint8Array) => [...row(60, 2)]

  test('is announced, comes in any order, and is activated: both faces show it, after a restart too', () => {
    const memory = inMemory()
    const { client, meter } = bench({ memory })
    const { ask, row } = client()
    expect(ask(announced())).toMatchObject({ kind: 'answered' })
    for (let i = 12; i >= 0; i -= 2) expect(ask(block(i))).toMatchObject({ kind: 'answered' })
    expect(received(row)).toEqual([0b01010101, 0b10101])
    expect(ask(command('activateFirmware'))).toMatchObject({ refusal: 'value-refused' })
    const risen = bench({ memory })
    for (let i = 1; i < 12; i += 2) expect(risen.client().ask(block(i))).toMatchObject({ kind: 'answered' })
    expect(risen.client().ask(command('activateFirmware'))).toMatchObject({ kind: 'answered' })
    expect(bench({ memory }).cosem(1, '1.0.0.2.0.255')).toEqual(
      data.octets(Uint8Array.from(Buffer.from('FERRARIS 0.2.0'))),
    )
    expect(decode(catalogue.firmware.codec, row(60, 0))).toEqual({ version: 'FERRARIS 0.2.0' })
    expect(meter.store.events.all(noon).map(({ code }) => code)).toContain(idisCodes.firmwareActivated)
  })

  test('that is another than was announced is not activated, and its blocks are dropped', () => {
    const { client, meter } = bench()
    const { ask, row } = client()
    ask(announced(createHash('sha256').update('another').digest()))
    for (let i = 0; i <= 12; i++) ask(block(i))
    expect(ask(command('activateFirmware'))).toMatchObject({ refusal: 'value-refused' })
    expect(received(row)).toEqual([0, 0])
    expect(meter.identity.firmware).toBe('FERRARIS 0.1.0')
  })

  test('that was not announced, or a block that is not of it, is refused', () => {
    const { client } = bench()
    const { ask } = client()
    expect(ask(block(0))).toMatchObject({ refusal: 'value-refused' })
    ask(announced())
    expect(ask(block(13))).toMatchObject({ refusal: 'value-refused' })
    expect(ask(block(12, new Uint8Array(96)))).toMatchObject({ refusal: 'value-refused' })
  })
})

describe('a power cut', () => {
  class Killed extends Error {}

  /** A memory that dies at the n-th write: before it is written, or right after. */
  const dying = (memory: NonVolatile, writes: number, after: boolean): NonVolatile => {
    let left = writes
    const dieAt = (write: () => void): void => {
      left--
      if (left < 0) throw new Killed()
      if (left > 0 || after) write()
      if (left === 0) throw new Killed()
    }
    return {
      get: key => memory.get(key),
      set: (key, value) => dieAt(() => memory.set(key, value)),
      append: (key, value, keep) => dieAt(() => memory.append(key, value, keep)),
    }
  }

  test.each([
    ['opening the breaker', command('openBreaker')],
    ['shifting the clock', command('shiftClock', 60, 0, 0, 0)],
    [
      'loading keys',
      loadKeys('write-table.request', smitpKeys.operational.write, smitpKeys.operational.read),
    ],
  ])('at any moment of %s leaves exactly one effect once the request is repeated', (_, request) => {
    const whole = bench()
    const calm = whole.client()
    calm.ask({ kind: 'list-tables.request' })
    calm.ask(request)
    const told = ({ meter }: ReturnType<typeof bench>) => [
      meter.store.events.count(noon),
      meter.store.clock.read(noon),
      meter.store.supply.outputState,
    ]
    let deaths = 0
    for (let writes = 1; writes < 9; writes++) {
      for (const after of [false, true]) {
        const memory = inMemory()
        const before = bench({ memory })
        const first = before.client()
        first.ask({ kind: 'list-tables.request' })
        // The octets of the request are the same before and after the cut: the client only repeats.
        let octets: Parameters<typeof before.face.answer>[0] | undefined
        const frail = bench({ memory: dying(memory, writes, after) })
        const answer = frail.face.answer.bind(frail.face)
        before.face.answer = asked => {
          octets = asked
          return answer(asked)
        }
        try {
          first.ask(request)
        } catch (error) {
          if (!(error instanceof Killed)) throw error
          deaths++
        }
        const risen = bench({ memory })
        expect(risen.face.answer(octets!)).toMatchObject({ ecc: 'ctr-write' })
        expect(risen.face.answer(octets!)?.lsdu[0]).toBe(243)
        expect(told(risen)).toEqual(told(whole))
      }
    }
    expect(deaths).toBeGreaterThan(4)
  })

  test('that takes the meter’s memory lets no old request be taken again', () => {
    const { face, client } = bench()
    const heard: Parameters<typeof face.answer>[0][] = []
    const answer = face.answer.bind(face)
    face.answer = asked => {
      heard.push(asked)
      return answer(asked)
    }
    client().ask(command('openBreaker'))
    const forgetful = bench({ at: noon + 60 })
    for (const asked of heard) forgetful.face.answer(asked)
    expect(forgetful.meter.store.supply.outputState).toBe(true)
    expect(forgetful.client().ask(command('openBreaker'))).toMatchObject({ kind: 'answered' })
  })
})

describe('DLMS/COSEM over SMITP', () => {
  /** Associates as reader and reads one attribute, segment by segment. */
  const readOver = ({ face }: ReturnType<typeof bench>, name: string): unknown => {
    let link = createCosemClient(0)
    const carry = (apdu: Uint8Array): Uint8Array => {
      let [next, outputs] = stepCosemClient(link, { kind: 'apdu', apdu: { server: 1, client: 2, apdu } })
      for (;;) {
        link = next
        const [output] = outputs
        if (output?.kind === 'apdu') return output.apdu
        if (output?.kind !== 'send') throw new Error(String(output?.kind))
        const answer = face.answer({ ...output, maxAnswer: 140 })
        if (answer === undefined) throw new Error('silent')
        ;[next, outputs] = stepCosemClient(link, { kind: 'answer', lsdu: answer.lsdu })
      }
    }
    const { guek, gak } = dlmsKeys.reader
    let client = createClient(
      {
        authentication: { mechanism: 'gmac', challenge: keyNamed('challenge') },
        security: {
          systemTitle: Buffer.from('CLIENT01'),
          keys: new SuiteKeys(guek, gak),
          protection: { authenticated: true, encrypted: true },
        },
        proposedConformance: conformanceOf('get', 'block-transfer-with-get-or-read'),
        maxReceivePduSize: 400,
        maxResponseLength: 1_000_000,
      },
      { next: 1000, end: 2000 },
    )
    const step = (input: Parameters<typeof stepClient>[1]) => {
      let [next, outputs] = stepClient(client, input)
      for (let send = outputs.find(({ kind }) => kind === 'send'); send?.kind === 'send'; ) {
        ;[next, outputs] = stepClient(next, { kind: 'apdu', apdu: carry(send.apdu) })
        send = outputs.find(({ kind }) => kind === 'send')
      }
      client = next
      const [output] = outputs
      if (output!.kind === 'failed') throw output!.error
      return output
    }
    step({ kind: 'associate' })
    const request: ServiceRequest = {
      service: 'get',
      items: [{ classId: name.startsWith('1.0.99') ? 7 : 3, obis: obis(name), attribute: 2 }],
    }
    const output = step({ kind: 'request', request })
    const [result] = output!.kind === 'response' ? output!.response.results : []
    return typeof result === 'object' && 'data' in result ? decodeData(result.data!) : result
  }

  test.each(['1.0.1.8.0.255', '1.0.99.2.0.255'])('reads %s as it is read over any other way', name => {
    const subject = bench()
    expect(readOver(subject, name)).toEqual(subject.cosem(name.startsWith('1.0.99') ? 7 : 3, name))
  })

  test('is refused by a meter without DLMS, which serves its tables', () => {
    const { meter, face, client } = bench({ dlms: undefined })
    expect(() => meter.server).toThrow(/DLMS/)
    const asked = {
      dsap: 1,
      ecc: 'none',
      lsdu: Uint8Array.of(0, 1, saps.public),
      segmented: true,
      maxAnswer: 140,
    } as const
    expect(face.answer(asked)).toBeUndefined()
    expect(client().ask({ kind: 'read.request', table: 10, row: 0 })).toMatchObject({ kind: 'answered' })
  })
})

test('a meter on the power line shows its statistics', () => {
  const { face, client } = bench()
  const statistics = { kind: 'read.request', table: 70, row: 0 } as const
  expect(client().ask(statistics)).toMatchObject({ refusal: 'row-undefined' })
  const port: Port = { transmit: () => {}, carrier: () => true, wakeAt: () => {}, detach: () => {} }
  const station = face.plugIn(() => port)
  station.heard(Uint8Array.of(1, 2, 3), { snr: 3, signal: 30, inPhase: true }, 0)
  const row = client().row(70, 0)
  expect(decode(catalogue.lineStatistics.codec, row)).toEqual({
    requests: 0,
    answers: 0,
    relayed: 0,
    damaged: 1,
  })
  expect(client().ask({ kind: 'reset-table.request', table: 70, row: 0 })).toMatchObject({ kind: 'answered' })
  expect(decode(catalogue.lineStatistics.codec, client().row(70, 0)).damaged).toBe(0)
  station.heard(Uint8Array.of(1, 2, 3), { snr: 3, signal: 30, inPhase: true }, 0)
  expect(decode(catalogue.lineStatistics.codec, client().row(70, 0)).damaged).toBe(1)
})

test('a reset does what the row allows: an image under way is dropped, what was measured stays', () => {
  const { meter, client } = bench()
  const { ask } = client()
  const transfer = encode(catalogue.firmwareTransfer.codec, {
    transfer: 7,
    size: 500,
    sha256: new Uint8Array(32),
    version: '2.0',
  })
  ask({ kind: 'write.request', table: 60, row: 1, data: transfer })
  expect(decode(catalogue.firmwareTransfer.codec, client().row(60, 1)).transfer).toBe(7)
  expect(ask({ kind: 'reset-table.request', table: 60, row: 0xff })).toMatchObject({ kind: 'answered' })
  expect(ask({ kind: 'read.request', table: 60, row: 1 })).toMatchObject({ refusal: 'row-undefined' })
  const before = meter.store.registers(noon)
  for (const [table, row] of [
    [10, 0],
    [13, 0xff],
    [4, 1],
    [30, 0],
  ] as const)
    expect(ask({ kind: 'reset-table.request', table, row })).toMatchObject({ refusal: 'access-denied' })
  expect(ask({ kind: 'reset-table.request', table: 99, row: 0 })).toMatchObject({
    refusal: 'table-undefined',
  })
  expect(meter.store.registers(noon)).toEqual(before)
})

test('the address on the line follows from the serial', () => {
  expect(acaOf('FER00000001')).toBe('464500000001')
  expect(acaOf('FER99999999')).toBe('464505F5E0FF')
  expect(() => acaOf('FER999999999999')).toThrow(RangeError)
})

test('the face survives whatever comes', () => {
  const { face, meter, client } = bench()
  const heard: Uint8Array[] = [encodeMessage({ kind: 'read.request', table: 0, row: 0x3f })]
  const answer = face.answer.bind(face)
  face.answer = asked => {
    heard.push(asked.lsdu)
    return answer(asked)
  }
  client().ask(command('openBreaker'))
  client().ask({ kind: 'read-table.request', table: 20, firstRow: 0, lastRow: 3 })
  const random = new Random(2)
  const before = meter.store.events
    .all(noon)
    .filter(({ code }) => code === idisCodes.remoteDisconnection).length
  for (const lsdu of mutations(7, heard, 3_000)) {
    const ecc = random.of(['none', 'ctr-read', 'ctr-write', 'ecb-write'] as const)
    const asked = {
      dsap: random.below(3),
      ecc,
      lsdu: lsdu.subarray(0, 128),
      segmented: random.below(2) === 0,
    }
    const found = answer({ ...asked, maxAnswer: 20 + random.below(120) })
    expect(found?.lsdu.length ?? 0).toBeLessThanOrEqual(128)
  }
  const after = meter.store.events
    .all(noon)
    .filter(({ code }) => code === idisCodes.remoteDisconnection).length
  expect(after).toBe(before)
})
