import { decodeData, zone } from '@ferraris/cosem'
import { attributeById, interfaceClassOf } from '@ferraris/cosem/classes'
import { describe, expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { identityOf } from '../identity.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
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
const origin = civilDay(2026, 9, 1)
const now = calendar.of(origin + 80).start + 12 * 3600
const requester = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

describe.each([1, 3] as const)('the objects of a meter with %i phases', phases => {
  const { entries } = objects[phases]
  const store = new MeterStore(
    {
      serial: 'FER00000001',
      load: syntheticHousehold(1, 3),
      seed: 1,
      phases,
      origin,
      depthDays: 60,
      memory: inMemory(),
    },
    { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
  )
  const face = new CosemFace({
    store,
    objects: objects[phases],
    identity: identityOf('FER00000001'),
    now: () => now,
    keys: keyStore(store.setup.memory),
    random: length => new Uint8Array(length),
    ...firmwareOf(store),
  })

  test('have names of their own', () => {
    expect(new Set(entries.map(({ obis }) => obis)).size).toBe(entries.length)
  })

  test.each(entries.map(entry => [entry.obis, entry] as const))(
    '%s has every attribute of its class, each a value of the declared type',
    (_, { classId, version, obis, attributes }) => {
      const declared = interfaceClassOf(classId, version)
      if (declared === undefined) throw new Error(`class ${classId} version ${version} is not declared`)
      const ids = Object.values(declared.attributes).map(({ id }) => id)
      expect([1, ...attributes.keys()]).toEqual(ids)
      for (const id of ids) {
        const answer = face.get(requester, { classId, instanceId: obis, attributeId: id })
        if (id !== 1 && !attributes.get(id)?.get.includes('management'))
          expect(answer).toBe('read-write-denied')
        else if (typeof answer === 'string') throw new Error(`attribute ${id}: ${answer}`)
        else expect(() => attributeById(declared, id)?.[1].type.decode(decodeData(answer))).not.toThrow()
      }
    },
  )
})
