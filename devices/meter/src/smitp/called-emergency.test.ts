import { generateKeyPairSync, sign } from 'node:crypto'
import { type Data, data, encodeData, obis } from '@ferraris/cosem'
import { type EmergencyCall, emergencyStatement, obisCodes } from '@ferraris/metering'
import { encodeMessage } from '@ferraris/smitp'
import { dsaps } from '@ferraris/smitp/mac'
import { expect, test } from 'vitest'
import { inMemory } from '../store/memory/non-volatile.ts'
import { bench, noon } from './bench.fixture.ts'

const headEnd = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')
const key = Buffer.from(headEnd.publicKey.export({ format: 'jwk' }).x!, 'base64url')
const call: EmergencyCall = { issued: noon, group: 2, from: noon + 60, seconds: 1800 }

/** A meter of group 2 with 6000 W in ordinary times and 900 W in an emergency, and ways to call it. */
function called({ memory = inMemory(), isSet = true } = {}) {
  const { meter, face, clock, cosem } = bench({ memory })
  const protection = { authenticated: true, encrypted: true }
  const management = { client: 1, mechanism: 'high-gmac', protection, ciphered: true }
  const set = (classId: number, name: string, attributeId: number, value: Data) =>
    meter.server.device.set(
      management as Parameters<typeof meter.server.device.set>[0],
      { classId, instanceId: obis(name), attributeId },
      encodeData(value),
    )
  const say = (change: Partial<EmergencyCall> = {}, by = headEnd.privateKey) => {
    const its = { ...call, ...change }
    const signature = sign(null, Buffer.from(emergencyStatement(its)), by)
    return hear(encodeMessage({ kind: 'emergency.request', ...its, signature }))
  }
  const hear = (lsdu: Uint8Array) => {
    const answer = face.answer({
      dsap: dsaps.application,
      ecc: 'none',
      lsdu,
      segmented: false,
      maxAnswer: 20,
    })
    return answer?.lsdu[0] === 253 ? 'taken' : 'refused'
  }
  const limit = () => cosem(71, obisCodes.limiter, 3).value
  if (isSet) {
    const longs = (...numbers: number[]) => numbers.map(data.doubleLongUnsigned)
    const [normal, emergency] = longs(6000, 900)
    expect([
      set(71, obisCodes.limiter, 4, normal!),
      set(71, obisCodes.limiter, 5, emergency!),
      set(71, obisCodes.limiter, 9, data.array(data.longUnsigned(2))),
      set(1, obisCodes.emergencyKey, 2, data.octets(key)),
    ]).toEqual(['success', 'success', 'success', 'success'])
  }
  return { clock, set, say, hear, limit }
}

test('an emergency that the head-end has signed lowers the limit of its group for its time', () => {
  const { clock, say, limit } = called()
  expect(say()).toBe('taken')
  expect(limit()).toBe(6000)
  clock.seconds = noon + 61
  expect(limit()).toBe(900)
  clock.seconds = noon + 60 + 1801
  expect(limit()).toBe(6000)
})

test('one for another group is taken and changes nothing', () => {
  const { clock, say, limit } = called()
  expect(say({ group: 3 })).toBe('taken')
  clock.seconds = noon + 61
  expect(limit()).toBe(6000)
})

test('one that another has signed, or that was changed on its way, is refused', () => {
  const { clock, say, hear, limit } = called()
  expect(say({}, stranger.privateKey)).toBe('refused')
  const signature = sign(null, Buffer.from(emergencyStatement(call)), headEnd.privateKey)
  expect(hear(encodeMessage({ kind: 'emergency.request', ...call, seconds: 9999, signature }))).toBe(
    'refused',
  )
  expect(hear(encodeMessage({ kind: 'emergency.request', ...call, signature }).subarray(0, 40))).toBe(
    'refused',
  )
  clock.seconds = noon + 61
  expect(limit()).toBe(6000)
})

test('one is taken once: played again after a later one, and after a restart, it has no effect', () => {
  const memory = inMemory()
  const first = called({ memory })
  expect(first.say()).toBe('taken')
  const { clock, say, limit } = called({ memory, isSet: false })
  expect(say({ issued: noon + 10, seconds: 0 })).toBe('taken')
  expect(say()).toBe('taken')
  clock.seconds = noon + 61
  expect(limit()).toBe(6000)
})

test('one that was called more than a day from what the clock shows is refused', () => {
  const { say } = called()
  expect([say({ issued: noon - 86_401 }), say({ issued: noon + 86_401 })]).toEqual(['refused', 'refused'])
})

test('a meter that knows no head-end takes none, and its key is one or nothing', () => {
  const { say, set } = called({ isSet: false })
  expect(say()).toBe('refused')
  expect(set(1, obisCodes.emergencyKey, 2, data.octets(key.subarray(1)))).toBe('type-unmatched')
  expect(set(1, obisCodes.emergencyKey, 2, data.octets(key))).toBe('success')
  expect(set(1, obisCodes.emergencyKey, 2, data.octets(new Uint8Array()))).toBe('success')
  expect(say()).toBe('refused')
})
