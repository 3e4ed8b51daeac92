import { mosquittoIsHere, mosquittoServer } from '@ferraris/testing/brokers'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, expect, test } from 'vitest'
import { ruleDefaults } from '../rule/appliance-rule.ts'
import { Rules } from '../rule/rules.ts'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { keysOf, noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { CounterUpload } from './counter-upload.ts'
import { PlatformLink } from './platform.ts'
import { publicationsOf } from './publications.ts'
import { Publisher } from './publisher.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

function box(): DeviceInFolder {
  const made = new DeviceInFolder()
  ends.push(() => made.end())
  return made
}

/** Everything that is published, as a subscriber sees it; waits for what a test says. */
class Watcher {
  readonly retained = new Map<string, string>()
  readonly all: [topic: string, payload: string][] = []
  #waiting: (() => void)[] = []

  constructor(client: MqttClient) {
    client.on('message', (topic, payload) => {
      const text = payload.toString()
      this.all.push([topic, text])
      if (text === '') this.retained.delete(topic)
      else this.retained.set(topic, text)
      for (const look of this.#waiting.splice(0)) look()
    })
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  state(systemTitle: string): Record<string, unknown> | undefined {
    const text = this.retained.get(`ferraris/customer-devices/DU-0001/${systemTitle}/state`)
    return text === undefined ? undefined : JSON.parse(text)
  }
}

async function broker(filter = '#'): Promise<{ url: string; watcher: Watcher; client: MqttClient }> {
  const server = await mosquittoServer()
  ends.push(() => server.remove())
  const client = await connectAsync(server.url)
  ends.push(() => client.endAsync(true))
  const watcher = new Watcher(client)
  await client.subscribeAsync(filter)
  return { url: server.url, watcher, client }
}

function config(systemTitle: string): string {
  return `homeassistant/device/ferraris_${systemTitle}/config`
}

test('identity comes from the meter: a new host, boot or device name changes none', () => {
  const configs = ['DU-0001', 'renamed'].map(id => {
    const made = new DeviceInFolder({ id })
    ends.push(() => made.end())
    const meter = new SendingMeter()
    made.device.take(meter.association())
    made.restart()
    const found = publicationsOf(made.device.view(), 'homeassistant').find(({ topic }) =>
      topic.endsWith('/config'),
    )!
    const { components, device } = JSON.parse(found.payload)
    return [
      found.topic,
      device.identifiers,
      Object.values<{ unique_id: string }>(components).map(each => each.unique_id),
    ]
  })
  expect(configs[0]).toEqual(configs[1])
  expect(configs[0]![0]).toBe(config('4645520000000001'))
})

test('before the first frame a meter is offline and has no state; a restart brings no zero, a register never falls', () => {
  const made = box()
  const meter = new SendingMeter()
  made.device.take(meter.association())
  const publications = () =>
    new Map(publicationsOf(made.device.view(), 'homeassistant').map(({ topic, payload }) => [topic, payload]))
  const topic = (name: string) => `ferraris/customer-devices/DU-0001/${meter.systemTitle}/${name}`
  expect(publications().get(topic('availability'))).toBe('offline')
  expect(publications().has(topic('state'))).toBe(false)
  let shown = 0
  for (const [i, totalEnergy] of [5000, 5100, 4000, 5300].entries()) {
    made.device.take(meter.quarter({ measureTime: noon + 900 * i, totalEnergy }))
    made.restart()
    const state = JSON.parse(publications().get(topic('state'))!)
    expect(state.importedRegister).toBeGreaterThanOrEqual(shown)
    expect(state.importedRegister).toBeGreaterThan(0)
    shown = state.importedRegister
  }
})

/** Adds up a counter as Home Assistant does for the state class `total`: a later `last_reset` begins at zero. */
function sumOf(states: readonly { imported: number; importedSince: string }[]): {
  sum: number
  highestStep: number
} {
  let before = states[0]!
  let [sum, highestStep] = [0, 0]
  for (const state of states.slice(1)) {
    const step =
      state.importedSince === before.importedSince ? state.imported - before.imported : state.imported
    sum += step
    highestStep = Math.max(highestStep, Math.abs(step))
    before = state
  }
  return { sum, highestStep }
}

test('a gap of a month and a meter exchange make no spike', () => {
  const made = box()
  const first = new SendingMeter()
  made.device.take(first.association())
  const other = new SendingMeter('4645520000000099', first.pod, keysOf(40))
  const states = new Map<
    string,
    { imported: number; importedSince: string; importedGaps: { wh: number }[] }[]
  >()
  function hear(meter: SendingMeter, time: number, totalEnergy: number): void {
    made.now = time
    made.device.take(meter.quarter({ measureTime: time, totalEnergy }))
    for (const { topic, payload } of publicationsOf(made.device.view(), 'homeassistant')) {
      const [, title] = /DU-0001\/(\w+)\/state$/.exec(topic) ?? []
      if (title !== undefined) states.set(title, [...(states.get(title) ?? []), JSON.parse(payload)])
    }
  }
  const month = 30 * 86_400
  for (const [after, energy] of [
    [0, 1000],
    [900, 1100],
    [month, 401_000],
    [month + 900, 401_200],
  ] as const)
    hear(first, noon + after, energy)
  made.device.take(other.association())
  for (const [after, energy] of [
    [month + 1800, 7_000_000],
    [month + 2700, 7_000_050],
  ] as const)
    hear(other, noon + after, energy)
  const ofFirst = states.get(first.systemTitle)!
  expect(sumOf(ofFirst)).toEqual({ sum: 300, highestStep: 200 })
  // The energy of the gap is published as such: together it is what the meter counted.
  expect(ofFirst.at(-1)!.importedGaps).toMatchObject([{ wh: 399_900 }])
  expect(sumOf(states.get(other.systemTitle)!)).toEqual({ sum: 50, highestStep: 50 })
})

test.runIf(mosquittoIsHere)(
  'what a broker keeps of a meter that is no longer there is taken away, after a restart too',
  async () => {
    const made = box()
    const meter = new SendingMeter()
    made.device.take(meter.association())
    made.device.take(meter.power(640, noon))
    const { url, watcher } = await broker()
    const publisher = new Publisher({ device: made.device, store: made.store, place: { url } })
    await watcher.until(() => watcher.state(meter.systemTitle)?.power === 640)
    expect(watcher.retained.get('ferraris/customer-devices/DU-0001/availability')).toBe('online')
    await publisher.close()
    await watcher.until(
      () => watcher.retained.get('ferraris/customer-devices/DU-0001/availability') === 'offline',
    )
    // Exchanged while the broker could not be told.
    const other = new SendingMeter('4645520000000099', meter.pod, keysOf(40))
    made.device.take(other.association())
    made.restart()
    const again = new Publisher({ device: made.device, store: made.store, place: { url } })
    ends.push(() => again.close())
    await watcher.until(
      () =>
        watcher.retained.has(config(other.systemTitle)) && !watcher.retained.has(config(meter.systemTitle)),
    )
    await watcher.until(() => watcher.state(meter.systemTitle) === undefined)
    const live = publicationsOf(made.device.view(), 'homeassistant').map(({ topic }) => topic)
    await watcher.until(() => live.every(topic => watcher.retained.has(topic)))
    expect([...watcher.retained.keys()].sort()).toEqual(live.sort())
  },
)

test.runIf(mosquittoIsHere)(
  'the boiler is switched off by way of the broker when the countdown starts',
  async () => {
    const made = box()
    const meter = new SendingMeter()
    made.device.take(meter.association())
    const { url, watcher } = await broker()
    const publisher = new Publisher({ device: made.device, store: made.store, place: { url } })
    const rules = new Rules(made.device, made.store, publisher, [
      { name: 'boiler', topic: 'cmnd/boiler/POWER', ...ruleDefaults },
    ])
    ends.push(
      () => publisher.close(),
      () => rules.close(),
    )
    await watcher.until(() => watcher.retained.has(config(meter.systemTitle)))
    made.device.take(meter.exceeded(4100, noon, 120))
    await watcher.until(() =>
      watcher.all.some(([topic, payload]) => topic === 'cmnd/boiler/POWER' && payload === 'OFF'),
    )
    await watcher.until(() => watcher.state(meter.systemTitle)?.alert === true)
  },
)

test.runIf(mosquittoIsHere)(
  'texts come over the second way, receipts go back, also those of a time without it',
  async () => {
    const made = box()
    const { url, watcher, client } = await broker('ferraris/h2/#')
    made.device.takeMessage({ kind: 'message', id: 'M-0', from: 'distributor', text: 'Before.', sentAt: 1 })
    expect(made.device.view().platform).toBe('none')
    const link = new PlatformLink(made.device, { url })
    ends.push(() => link.close())
    const text = { kind: 'message', id: 'M-1', from: 'supplier', text: 'Hello', sentAt: noon * 1000 }
    await client.publishAsync('ferraris/h2/DU-0001/down/message', '{"kind":"order"}', { qos: 1 })
    await client.publishAsync('ferraris/h2/DU-0001/down/message', JSON.stringify(text), {
      qos: 1,
      retain: true,
    })
    const receipts = () =>
      watcher.all
        .filter(([topic]) => topic === 'ferraris/h2/DU-0001/up/receipt')
        .map(([, payload]) => JSON.parse(payload))
    await watcher.until(() => receipts().length >= 2)
    expect(made.device.view()).toMatchObject({
      platform: 'connected',
      messages: [{ id: 'M-1' }, { id: 'M-0' }],
    })
    made.device.markRead('M-1')
    await watcher.until(() => receipts().some(({ message, state }) => message === 'M-1' && state === 'read'))
  },
)

test.runIf(mosquittoIsHere)(
  'daily counters reach the monitoring platform, all days of the ring',
  async () => {
    const made = box()
    const meter = new SendingMeter()
    made.device.take(meter.association())
    made.device.take(meter.power(1, noon))
    made.device.take(meter.power(1, noon + 86_400))
    const { url, watcher } = await broker('chain2/#')
    const upload = new CounterUpload({
      place: { url },
      assetProvider: 'acme',
      state: () => made.device.state,
    })
    ends.push(() => upload.close())
    const topic = 'chain2/v1/acme/DU-0001/counters'
    await watcher.until(() => watcher.retained.has(topic))
    expect(JSON.parse(watcher.retained.get(topic)!)).toMatchObject({
      meter: 'M1',
      pod: meter.pod,
      days: [
        { day: '2026-11-30', instPower: 1 },
        { day: '2026-12-01', instPower: 1 },
      ],
    })
  },
)
