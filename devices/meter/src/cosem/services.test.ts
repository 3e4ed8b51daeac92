import {
  type Data,
  data,
  dateTimeAt,
  decodeData,
  encodeDateTime,
  obis,
  obisToOctets,
  zone,
} from '@ferraris/cosem'
import { conformanceOf, type ServiceRequest } from '@ferraris/dlms'
import type { ClientSettings } from '@ferraris/dlms/client'
import { SuiteKeys } from '@ferraris/dlms/security'
import { keyNamed, LinkedClient, namedKeys, testMeter } from '@ferraris/testing/meter'
import { describe, expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import type { DlmsSetup } from '../meter.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const origin = civilDay(2026, 9, 1)
const noon = calendar.of(origin + 80).start + 12 * 3600
const everything = conformanceOf(
  'general-protection',
  'general-block-transfer',
  'read',
  'write',
  'unconfirmed-write',
  'multiple-references',
  'block-transfer-with-get-or-read',
  'access',
  'parameterized-access',
  'get',
  'set',
  'selective-access',
  'action',
)

/** A meter and its management client, both machines joined. */
function linked(setup: DlmsSetup, settings: Partial<ClientSettings> = {}) {
  const meter = testMeter({ ...setup, clock: { now: () => noon * 1000 } })
  const lengths: number[] = []
  const client = new LinkedClient(
    meter.server,
    {
      authentication: { mechanism: 'gmac', challenge: keyNamed('c') },
      security: {
        systemTitle: Buffer.from('CLIENT01'),
        keys: new SuiteKeys(namedKeys.management.guek, namedKeys.management.gak),
        protection: { authenticated: true, encrypted: true },
      },
      proposedConformance: everything,
      maxReceivePduSize: 512,
      maxResponseLength: 1_000_000,
      ...settings,
    },
    { onOutput: output => output.kind === 'send' && lengths.push(output.apdu.length) },
  )
  const ask = client.ask.bind(client)
  const get = (...items: Extract<ServiceRequest, { service: 'get' }>['items']) =>
    ask({ service: 'get', items }).map(result =>
      result.kind === 'data' ? decodeData(result.data) : result.result,
    )
  return { ask, get, lengths, meter }
}

const name = { classId: 1, obis: obis('0.0.42.0.0.255'), attribute: 2 }
const energy = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }
const clock = { classId: 8, obis: obis('0.0.1.0.0.255') }
const profile = { classId: 7, obis: obis('1.0.99.1.0.255'), attribute: 2 }
function column(classId: number, of: string) {
  return data.structure(
    data.longUnsigned(classId),
    data.octets(obisToOctets(obis(of))),
    data.integer(2),
    data.longUnsigned(0),
  )
}
function stamp(instant: number) {
  return data.octets(encodeDateTime(dateTimeAt(instant, calendar.zone)))
}
/** The rows of a buffer, cell by cell. */
function rowsOf(buffer: Data | string): Data[][] {
  if (typeof buffer === 'string' || buffer.type !== 'array') throw new Error('no buffer')
  return buffer.value.map(row => (row.type === 'structure' ? [...row.value] : []))
}
const lastDay = {
  selector: 1,
  parameters: data.structure(
    column(8, '0.0.1.0.0.255'),
    stamp(noon - 86_400),
    stamp(noon),
    data.array(column(8, '0.0.1.0.0.255'), column(3, '1.0.1.8.0.255')),
  ),
}

describe('a meter with short names', () => {
  const short = { referencing: 'SN' } as const

  test('answers the same as one with logical names', () => {
    const [sn, ln] = [linked({ referencing: 'both' }, short), linked({})]
    const items = [name, energy, { ...profile, selection: lastDay }, { ...profile, attribute: 3 }]
    expect(sn.get(...items)).toEqual(ln.get(...items))
    const [, , rows] = sn.get(...items)
    expect(rowsOf(rows!)).toHaveLength(97)
  })

  test('is written and ordered about by them', () => {
    const { ask, get } = linked({ referencing: 'SN' }, short)
    const shift = { ...clock, method: 6, parameter: data.long(60) }
    expect(ask({ service: 'action', items: [shift] })).toEqual([{ result: 'success' }])
    expect(ask({ service: 'set', items: [{ ...clock, attribute: 2, value: stamp(noon) }] })).toEqual([
      'success',
    ])
    expect(ask({ service: 'set', items: [{ ...energy, value: data.nothing() }] })).toEqual([
      'read-write-denied',
    ])
    expect(get({ ...clock, attribute: 2 })).toMatchObject([{ type: 'octet-string' }])
  })

  test('has them only where it is set up so', () => {
    expect(() => linked({}, short)).toThrow('application-context-name-not-supported')
    expect(() => linked({ referencing: 'SN' })).toThrow('application-context-name-not-supported')
  })
})

describe('a meter', () => {
  test('serves ACCESS in general block transfer', () => {
    const { ask, lengths } = linked({})
    const results = ask({
      service: 'access',
      items: [
        { kind: 'get', ...energy },
        { kind: 'get', ...profile, selection: lastDay },
        { kind: 'action', ...clock, method: 6, parameter: data.long(5) },
        { kind: 'set', ...energy, value: data.nothing() },
      ],
    })
    expect(
      results.map(result => ('outcome' in result ? result.outcome.result : result.result)),
    ).toMatchObject([{ kind: 'data' }, { kind: 'data' }, 'success', 'read-write-denied'])
    expect(lengths.length).toBeGreaterThan(4)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(512)
  })

  test('selects rows by the value in a column, and the columns that are wanted', () => {
    const { get } = linked({})
    const [first] = get(energy)
    const now = (first as { value: number }).value
    const byValue = (from: number) => ({
      selector: 1,
      parameters: data.structure(
        column(3, '1.0.1.8.0.255'),
        data.doubleLongUnsigned(from),
        data.doubleLongUnsigned(now),
        data.array(column(3, '1.0.1.8.0.255')),
      ),
    })
    const [rows] = get({ ...profile, selection: byValue(now - 2_000) })
    const values = rowsOf(rows!).map(([cell]) => cell!.value)
    expect(values.length).toBeGreaterThan(3)
    for (const value of values) expect(value).toBeGreaterThanOrEqual(now - 2_000)
    const parameters = data.structure(column(3, '1.0.9.9.9.255'), stamp(0), stamp(1), data.array())
    expect(get({ ...profile, selection: { selector: 1, parameters } })).toEqual(['scope-of-access-violated'])
  })

  test('selects rows and columns by their place', () => {
    const { get } = linked({})
    const entries = (...[from, to, first, last]: number[]) => ({
      selector: 2,
      parameters: data.structure(
        data.doubleLongUnsigned(from!),
        data.doubleLongUnsigned(to!),
        data.longUnsigned(first!),
        data.longUnsigned(last!),
      ),
    })
    const shape = (...places: number[]) => {
      const [rows] = get({ ...profile, selection: entries(...places) })
      if (typeof rows === 'string') return rows
      const found = rowsOf(rows!)
      return [found.length, found[0]?.length]
    }
    expect(shape(1, 5, 1, 0)).toEqual([5, 6])
    expect(shape(2, 3, 2, 4)).toEqual([2, 3])
    expect(shape(9, 8, 1, 0)).toEqual([0, undefined])
    expect(shape(1, 5, 9, 9)).toBe('scope-of-access-violated')
  })
})
