import { data, dateTimeAt, encodeData, encodeDateTime, obis, obisToOctets, zone } from '@ferraris/cosem'
import { dataAccessResults } from '@ferraris/dlms'
import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { identityOf } from '../identity.ts'
import { dice } from '../load/chance.ts'
import { emptyLoadDay } from '../load/load-source.ts'
import { CurveCache } from '../metrology/curve-cache.ts'
import { TariffCalendar } from '../metrology/tariff-calendar.ts'
import { italianBands } from '../metrology/tariff-plan.ts'
import { firmwareOf } from '../parts/parts.fixture.ts'
import { keyStore } from '../security/key-store.fixture.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { MeterStore } from '../store/meter-store.ts'
import { CosemFace } from './cosem-face.ts'
import { objects } from './objects.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const origin = civilDay(2026, 11, 1)
const now = calendar.of(origin + 20).start + 12 * 3600
const requester = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

const day = emptyLoadDay()
const store = new MeterStore(
  {
    serial: 'FER00000001',
    load: { household: 'none', contractedPower: 3000, day: () => day },
    seed: 1,
    phases: 1,
    origin,
    depthDays: 60,
    memory: inMemory(),
  },
  { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
)
const keys = keyStore(store.setup.memory)
const face = new CosemFace({
  store,
  objects: objects[1],
  identity: identityOf('FER00000001'),
  now: () => now,
  keys,
  random: length => new Uint8Array(length),
  ...firmwareOf(store),
})

function stamp(instant: number) {
  return data.octets(encodeDateTime(dateTimeAt(instant, calendar.zone)))
}
const column = data.structure(
  data.longUnsigned(8),
  data.octets(obisToOctets(obis('0.0.1.0.0.255'))),
  data.integer(2),
  data.longUnsigned(0),
)
/** Valid requests; the fuzz starts from them. */
const seeds = [
  encodeData(data.structure(column, stamp(now - 9000), stamp(now), data.array(column))),
  encodeData(
    data.structure(
      data.doubleLongUnsigned(1),
      data.doubleLongUnsigned(9),
      data.longUnsigned(1),
      data.longUnsigned(0),
    ),
  ),
  encodeData(stamp(now)),
  encodeData(data.enumeration(2)),
  encodeData(data.array(data.structure(data.enumeration(0), data.octets(new Uint8Array(24))))),
]

const roll = dice(20261121)
function below(limit: number): number {
  return Math.floor(roll() * limit)
}

/** Changes, cuts or stretches some octets. */
function mutated(octets: Uint8Array): Uint8Array {
  const copy = octets.slice(0, roll() < 0.2 ? below(octets.length + 1) : octets.length)
  for (let changes = below(4); changes > 0 && copy.length > 0; changes--)
    copy[below(copy.length)] = below(256)
  return roll() < 0.1 ? Uint8Array.of(...copy, below(256)) : copy
}

test('whatever octets come as selection, value or parameter, the answer is an answer', () => {
  const entries = objects[1].entries.filter(({ classId }) => classId === 7 || classId >= 8)
  for (let round = 0; round < 20_000; round++) {
    const { classId, obis: instanceId } = entries[below(entries.length)]!
    const octets = mutated(seeds[below(seeds.length)]!)
    const id = below(10)
    const target = { classId, instanceId, attributeId: id }
    const answer = face.get(requester, target, { accessSelector: below(4), accessParameters: octets })
    expect(answer instanceof Uint8Array || answer in dataAccessResults).toBe(true)
    if (round % 4 === 0) {
      expect(face.set(requester, target, octets) in dataAccessResults).toBe(true)
      expect(face.action(requester, { classId, instanceId, methodId: id }, octets).result).toBeTypeOf(
        'string',
      )
    }
  }
})
