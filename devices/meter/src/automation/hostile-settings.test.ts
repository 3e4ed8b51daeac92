import { decodeData, encodeData } from '@ferraris/cosem'
import { attributeById, interfaceClassOf } from '@ferraris/cosem/classes'
import { dataAccessResults } from '@ferraris/dlms'
import { expect, test } from 'vitest'
import { objects } from '../cosem/objects.ts'
import { dice } from '../load/chance.ts'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { hostileValues } from './hostile-values.fixture.ts'

const management = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

const { below, pick, octets, anything, varied } = hostileValues(dice(20261102))

const entries = objects[1].entries.filter(({ classId }) => classId !== 64 && classId !== 15)

test('whatever management sets and orders, the meter answers, and keeps what is of its types', () => {
  const memory = inMemory()
  const meter = programmedMeter(
    { push: { send: () => below(2) === 0 }, tokenKey: octets(16) },
    at(monday, 12),
    memory,
  )
  const { device } = meter.meter.server
  for (let round = 0; round < 500; round++) {
    const { classId, obis: instanceId, attributes, methods } = pick(entries)
    const attributeId = pick([...attributes.keys()])
    const before = device.get(management, { classId, instanceId, attributeId })
    const value = typeof before === 'string' || below(10) < 3 ? anything() : varied(decodeData(before))
    const result = device.set(management, { classId, instanceId, attributeId }, encodeData(value))
    expect(dataAccessResults).toHaveProperty(result)
    const methodId = pick([...methods.keys(), 1])
    const { result: answer } = device.action(
      management,
      { classId, instanceId, methodId },
      encodeData(anything()),
    )
    expect(answer).toBeTypeOf('string')
    if (round % 10 === 0) meter.goTo(meter.now + below(3 * 3600))
  }
  const restarted = programmedMeter({}, meter.now + 60, memory).meter.server.device
  for (const { classId, version, obis: instanceId, attributes } of entries) {
    for (const id of attributes.keys()) {
      const answer = restarted.get(management, { classId, instanceId, attributeId: id })
      const type = attributeById(interfaceClassOf(classId, version)!, id)![1].type
      if (typeof answer === 'string') expect(answer).toBe('object-unavailable')
      else expect(() => type.decode(decodeData(answer)), `${instanceId} ${id}`).not.toThrow()
    }
  }
})
