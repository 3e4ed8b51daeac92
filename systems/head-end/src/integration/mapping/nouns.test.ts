import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventVerb, messageXml, type NounValue, named, type Payload, readingTypeOf } from '@ferraris/cim'
import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HeadEnd } from '../../head-end.ts'
import { acaOf, lineKeys } from '../../testing/network.fixture.ts'
import { startTestHeadEnd } from '../../testing/test-head-end.ts'
import { replyIn, request } from '../testing/partner.fixture.ts'

const clock = { time: Date.parse('2026-11-21T12:00:00Z'), now: () => clock.time }
let data: string
let headEnd: HeadEnd

// biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
async function api(method: string, path: string, body?: object): Promise<any> {
  const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
    method,
    headers: { authorization: 'Bearer test-token', ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  })
  const text = await reply.text()
  return { status: reply.status, ...(text !== '' && JSON.parse(text)) }
}

let messages = 0
async function say(verb: string, noun: string, rest: object) {
  const header = { MessageID: `n-${++messages}` }
  return await post(request(verb as 'get', noun, { header, ...rest }))
}
async function post(body: string) {
  const reply = await fetch(`${headEnd.url}/api/v1/integration/cim`, {
    method: 'POST',
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/xml' },
    body,
  })
  return replyIn(await reply.text())
}
/** What another system publishes. */
async function tell(verb: EventVerb, noun: string, told: Payload) {
  const Header = { Verb: verb, Noun: noun, Source: 'OMS', MessageID: `n-${++messages}` }
  return await post(messageXml({ kind: 'event', form: 'generic', year: '2011', Header, Payload: told }))
}

/** A meter that nothing answers for. */
function nowhere(serial: string) {
  return {
    serial,
    usagePoint: `POD-${serial}`,
    uri: 'dlms+tcp://127.0.0.1:1?client=16&server=1',
    eventProfile: 'ferraris' as const,
    keys: [],
  }
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-nouns-'))
  headEnd = await startTestHeadEnd({ data, apiToken: 'test-token', clock })
  await headEnd.enrol([
    ...['M1', 'M2', 'M3'].map(nowhere),
    { serial: 'L1', uri: `smitp+g2:///${acaOf(1)}?client=2&server=1&auth=gmac`, keys: [], lineKeys },
  ])
}, 300_000)
afterAll(async () => {
  await headEnd.close()
  await rm(data, { recursive: true })
})

describe('MeterReadSchedule', () => {
  const quarterHours = readingTypeOf(obisCodes.activeEnergyImport, { period: 900, delta: true })!
  const total = readingTypeOf(obisCodes.activeEnergyImport, { period: 'none', delta: false })!
  const ask = (...serials: string[]) =>
    say('get', 'MeterReadSchedule', {
      Request: { GetMeterReadSchedule: { EndDevice: serials.map(named) } },
    })
  const schedule = (change: Partial<NounValue<'MeterReadSchedule'>>) => ({
    Payload: {
      MeterReadSchedule: {
        EndDevice: ['M1', 'M2'].map(mRID => ({ mRID })),
        TimeSchedule: [{ recurrencePattern: 'PT15M', offset: '300' }],
        ...change,
      },
    },
  })
  const scheduleOf = async (serial: string) => (await api('GET', `/end-devices/${serial}`)).schedule

  test('meters are read by it from now on, those of a concentrator are told, and it ends', async () => {
    const types = { ReadingType: [named(quarterHours), named(total)] }
    const EndDevice = ['M1', 'M2', 'L1', 'NOBODY'].map(mRID => ({ mRID }))
    expect(await say('create', 'MeterReadSchedule', schedule({ ...types, EndDevice }))).toMatchObject({
      result: 'PARTIAL',
      codes: ['2.4', 'value-unusable'],
      about: ['NOBODY', 'L1'],
    })
    const made = await scheduleOf('M1')
    expect(made).toMatchObject({ everyMinutes: 15, offsetSeconds: 300, registers: ['1.0.1.8.0.255'] })
    expect(made.profiles).toEqual(expect.arrayContaining(['1.0.99.1.0.255', '0.0.99.98.0.255']))
    expect((await scheduleOf('M2')).id).toBe(made.id)
    const due = Date.parse((await api('GET', '/end-devices/M2')).nextDue)
    expect(due).toBeLessThanOrEqual(Date.parse('2026-11-21T12:20:00Z'))
    const { payload } = await ask('M1', 'M3')
    expect(payload?.MeterReadSchedule?.TimeSchedule).toEqual([
      { disabled: false, offset: '300', recurrencePeriod: '900' },
    ])

    // The same again is the same schedule; one that no meter has is gone.
    await say('change', 'MeterReadSchedule', schedule(types))
    expect((await scheduleOf('M1')).id).toBe(made.id)
    expect((await say('close', 'MeterReadSchedule', schedule({}))).result).toBe('OK')
    expect((await scheduleOf('M1')).name).toBe('standard')
    expect((await api('GET', '/meter-read-schedules')).items).toHaveLength(1)
  })

  test.each([
    [{ TimeSchedule: [] }, 'value-missing'],
    [{ TimeSchedule: [{ recurrencePattern: 'now and then' }] }, 'value-unusable'],
    [{ TimeSchedule: [{ recurrencePeriod: '90' }] }, 'value-unusable'],
    [
      { TimeSchedule: [{ recurrencePattern: 'daily', TimePoints: [{ sequenceNumber: 1 }] }] },
      'value-unusable',
    ],
    [{ ReadingType: [named('no type')] }, 'reading-type-unknown'],
    [{ EndDevice: [] }, 'value-missing'],
    [{ EndDeviceGroup: [named('nobody')] }, 'unknown-group'],
    [{ UsagePointGroup: [named('north')] }, 'value-unusable'],
  ])('%j is refused: %s', async (change, code) => {
    expect(await say('create', 'MeterReadSchedule', schedule(change as object))).toMatchObject({
      result: 'FAILED',
      codes: [code],
    })
  })
})

describe('UsagePointConfig', () => {
  const point = (change: object) => ({
    Payload: { UsagePointConfig: { UsagePoint: [{ ...named('POD-M1'), ...change }] } },
  })
  const isProtected = async () => (await api('GET', '/protected-customers?endDevice=M1')).items

  test('the priority of a point protects its customer, and ends it; what is ordered otherwise is refused, what is not kept is named', async () => {
    const change = {
      servicePriority: 'protected',
      serviceDeliveryRemark: 'breathing machine',
      ratedPower: '4500',
    }
    const reply = await say('change', 'UsagePointConfig', point({ ...change, phaseCode: 'ABCN' }))
    expect(reply).toMatchObject({ result: 'PARTIAL', codes: ['value-unusable', 'not-kept'] })
    expect(reply.details).toContain('contract')
    expect(reply.details).toContain('phaseCode')
    expect(await isProtected()).toMatchObject([{ usagePoint: 'POD-M1', reason: 'breathing machine' }])
    const asked = { Request: { GetUsagePointConfig: { UsagePoint: [named('POD-M1'), named('POD-9')] } } }
    expect(await say('get', 'UsagePointConfig', asked)).toMatchObject({
      result: 'PARTIAL',
      about: ['POD-9'],
      payload: {
        UsagePointConfig: { UsagePoint: [{ servicePriority: 'protected', amiBillingReady: 'amiCapable' }] },
      },
    })
    expect((await say('change', 'UsagePointConfig', point({ servicePriority: 'normal' }))).result).toBe('OK')
    expect(await isProtected()).toEqual([])
  })

  test('a point at which a meter stands is not closed', async () => {
    const reply = await say('close', 'UsagePointConfig', point({}))
    expect(reply).toMatchObject({ result: 'FAILED', about: ['POD-M1'] })
    expect(reply.details).toContain('M1')
  })

  test.each([
    [{ servicePriority: 'a bit' }, 'value-unusable'],
    [{ Names: [] }, 'value-missing'],
  ])('%j is refused: %s', async (change, code) => {
    expect((await say('create', 'UsagePointConfig', point(change))).codes).toEqual([code])
  })
})

describe('prices', () => {
  const control = (PanPricing: object) => ({
    Payload: {
      EndDeviceControls: {
        EndDeviceControl: [{ EndDeviceControlType: '3.7.0.0', EndDevices: [named('M1')], PanPricing }],
      },
    },
  })

  test('become what the meter shows, for as long as they say', async () => {
    const details = [
      { price: '0.3120', priceTierLabel: 'Peak', unitOfMeasure: 'kWh' },
      { price: '0.1240', priceTier: 2, generationPrice: '0.09' },
    ]
    const start = Date.parse('2026-12-01T00:00:00Z')
    const pricing = { duration: '1440', startDateTime: start, PanPricingDetails: details }
    expect((await say('create', 'EndDeviceControls', control(pricing))).result).toBe('OK')
    const [order] = (await api('GET', '/end-device-controls?endDevice=M1')).items
    expect(order).toMatchObject({
      kind: 'display-message',
      parameters: { text: 'Peak 0.3120/kWh; T2 0.1240/kWh +0.09/kWh', seconds: 86_400 },
      notBefore: '2026-12-01T00:00:00.000Z',
    })
  })

  test.each([
    [{}, 'value-missing'],
    [{ PanPricingDetails: [{ priceTier: 1 }] }, 'value-missing'],
    [
      { PanPricingDetails: Array.from({ length: 20 }, () => ({ price: '0.3120', rateLabel: 'Rate' })) },
      'value-unusable',
    ],
  ])('%j are refused: %s', async (pricing, code) => {
    expect((await say('create', 'EndDeviceControls', control(pricing))).codes).toEqual([code])
  })

  test('appliances take no orders', async () => {
    const one = {
      EndDeviceControlType: '3.7.0.0',
      EndDevices: [named('M1')],
      PanDemandResponse: { cancelNow: true },
    }
    const reply = await say('create', 'EndDeviceControls', {
      Payload: { EndDeviceControls: { EndDeviceControl: [one] } },
    })
    expect(reply).toMatchObject({
      codes: ['control-unsupported'],
      details: expect.stringContaining('appliances'),
    })
  })
})

describe('events of other systems', () => {
  const event = (change: object) => ({
    EndDeviceEvents: {
      EndDeviceEvent: [
        {
          createdDateTime: clock.time - 60_000,
          EndDeviceEventType: '3.26.0.47',
          Assets: named('M2'),
          ...change,
        },
      ],
    },
  })
  const eventsOf = async (serial: string) =>
    (await api('GET', `/end-device-events?endDevice=${serial}`)).items

  test('are events of the device that they name, once however often they come', async () => {
    for (let times = 0; times < 2; times++)
      expect((await tell('created', 'EndDeviceEvents', event({}))).result).toBe('OK')
    const [stored, ...more] = await eventsOf('M2')
    expect(more).toEqual([])
    expect(stored).toMatchObject({ name: expect.stringMatching(/power/i), learnt: ['message'] })
  })

  test('name a log and its number, or a usage point; a request to create them is the same', async () => {
    const details = [
      { name: 'dlms.eventLog', value: '0.0.99.98.0.255' },
      { name: 'dlms.code', value: '6' },
    ]
    const Assets = undefined
    const one = event({ Assets, UsagePoint: named('POD-M3'), EndDeviceEventDetails: details })
    expect((await say('create', 'EndDeviceEvents', { Payload: one })).result).toBe('OK')
    expect(await eventsOf('M3')).toMatchObject([{ code: 6, log: '0.0.99.98.0.255' }])
  })

  test('without a device are kept with their message alone', async () => {
    expect((await tell('created', 'EndDeviceEvents', event({ Assets: undefined }))).result).toBe('OK')
  })

  test.each([
    [{ Assets: named('NOBODY') }, '2.4'],
    [{ createdDateTime: Date.parse('2099-01-01T00:00:00Z') }, 'value-unusable'],
    [{ EndDeviceEventType: '3.0.0.999' }, 'value-unusable'],
    [
      {
        EndDeviceEventDetails: [
          { name: 'dlms.eventLog', value: 'x' },
          { name: 'dlms.code', value: '1e9' },
        ],
      },
      'value-unusable',
    ],
  ])('%j are refused: %s', async (change, code) => {
    expect(await tell('created', 'EndDeviceEvents', event(change))).toMatchObject({
      result: 'FAILED',
      codes: [code],
    })
  })
})

describe("a partner's codes", () => {
  const codes = {
    controls: { disconnect: '3.31.9.1', 'display-message': '3.10.0.7' },
    events: { overvoltageL2: '3.26.38.994' },
    replies: { 'unknown-device': '5.3', 'value-missing': '9.9' },
  }
  const control = (code: string, rest: object) =>
    say('create', 'EndDeviceControls', {
      Payload: { EndDeviceControls: { EndDeviceControl: [{ EndDeviceControlType: code, ...rest }] } },
    })

  test('stand for our orders, events and replies, both ways, until they are forgotten', async () => {
    expect(await api('PUT', '/integration/partner-codes/MDM', codes)).toMatchObject({ status: 200, ...codes })
    expect(await control('3.31.9.1', { EndDevices: [named('M3')] })).toMatchObject({ result: 'OK' })
    expect((await api('GET', '/end-device-controls?endDevice=M3')).items).toMatchObject([
      { kind: 'switch', parameters: { connected: false } },
    ])
    const PanDisplay = { textMessage: 'hello' }
    expect((await control('3.10.0.7', { EndDevices: [named('M2')], PanDisplay })).result).toBe('OK')
    expect((await control('3.31.9.1', { EndDevices: [named('NOBODY')] })).codes).toEqual(['5.3'])
    expect((await control('3.31.9.1', {})).codes).toEqual(['9.9'])
    expect((await api('DELETE', '/integration/partner-codes/MDM')).status).toBe(204)
    expect((await control('3.31.9.1', { EndDevices: [named('M3')] })).codes).toEqual(['control-unsupported'])
    expect((await api('GET', '/integration/partner-codes/MDM')).status).toBe(404)
  })

  test.each([
    [{ controls: { 'no-order': '3.1.1.1' } }, 'controls.no-order'],
    [{ events: { nothing: '3.1.1.1' } }, 'events.nothing'],
    [{ controls: { connect: 'x' } }, 'controls.connect'],
    [{ controls: { connect: '3.1.1.1', disconnect: '3.1.1.1' } }, 'controls.disconnect'],
  ])('%j cannot be', async (given, path) => {
    const refused = await api('PUT', '/integration/partner-codes/mdm', given)
    expect(refused).toMatchObject({ status: 400, type: 'urn:ferraris:problem:codes-unusable' })
    expect(JSON.stringify(refused)).toContain(path)
  })
})
