import { type Data, data, decodeData, encodeData } from '@ferraris/cosem'
import { attributeById, interfaceClassOf } from '@ferraris/cosem/classes'
import { dataAccessResults } from '@ferraris/dlms'
import { expect, test } from 'vitest'
import { objects } from '../cosem/objects.ts'
import { dice } from '../load/chance.ts'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'
import { inMemory } from '../store/memory/non-volatile.ts'

const management = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

const roll = dice(20261102)
function below(limit: number): number {
  return Math.floor(roll() * limit)
}
function pick<T>(list: readonly T[]): T {
  return list[below(list.length)]!
}

/** Numbers at which things break. */
const numbers = [0, 1, 2, 3, 4, 7, 9, 60, 100, 127, 255]
const large = [900, 3600, 65_535, 86_400, 2 ** 31 - 1, 2 ** 32 - 1]
function octets(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => (roll() < 0.5 ? 0xff : below(256)))
}

/** Any data at all. */
function anything(depth = 0): Data {
  const leaves = [
    () => data.nothing(),
    () => data.boolean(roll() < 0.5),
    () => data.unsigned(pick(numbers)),
    () => data.integer(pick([-1, 0, 1, 2, 127])),
    () => data.enumeration(pick(numbers)),
    () => data.longUnsigned(pick([...numbers, 900, 3600, 65_535])),
    () => data.doubleLongUnsigned(pick([...numbers, ...large])),
    () => data.doubleLong(pick([-(2 ** 31), -1, ...numbers])),
    () => data.long64Unsigned(2n ** 64n - 1n),
    () => data.octets(octets(pick([0, 4, 5, 6, 12, 17]))),
    () => data.bits('10110'.slice(0, below(6))),
    () => data.text('text'),
  ]
  if (depth > 3 || roll() < 0.7) return pick(leaves)()
  const elements = Array.from({ length: below(5) }, () => anything(depth + 1))
  return roll() < 0.5 ? data.structure(...elements) : data.array(...elements)
}

/** Data of the same shape in which some leaves are others: what gets past the types. */
function varied(value: Data): Data {
  if (value.type === 'structure' || value.type === 'array') {
    const elements = value.value.map(varied)
    const more = value.type === 'array' && elements.length > 0 && roll() < 0.2 ? [pick(elements)] : []
    return value.type === 'array' ? data.array(...elements, ...more) : data.structure(...elements)
  }
  if (roll() < 0.6) return value
  if (typeof value.value === 'number') return { ...value, value: pick(numbers.slice(0, 10)) } as Data
  if (value.type === 'octet-string') return data.octets(octets(value.value.length))
  return roll() < 0.5 ? value : anything(4)
}

const entries = objects[1].entries.filter(({ classId }) => classId !== 64 && classId !== 15)

test('whatever management sets and orders, the meter answers, and keeps what is of its types', () => {
  const memory = inMemory()
  const meter = programmedMeter(
    { push: { send: () => roll() < 0.5 }, tokenKey: octets(16) },
    at(monday, 12),
    memory,
  )
  const { device } = meter.meter.server
  for (let round = 0; round < 500; round++) {
    const { classId, obis: instanceId, attributes, methods } = pick(entries)
    const attributeId = pick([...attributes.keys()])
    const before = device.get(management, { classId, instanceId, attributeId })
    const value = typeof before === 'string' || roll() < 0.3 ? anything() : varied(decodeData(before))
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
