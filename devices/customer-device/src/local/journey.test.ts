import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { zone } from '@ferraris/cosem'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { pushWay } from '../reception/places.ts'
import { Way } from '../reception/way.ts'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { stateSchema } from '../view/schema.ts'
import { Pairings } from './pairings.ts'
import { openLocalServer } from './server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A device that hears datagrams, its local interface, and a paired program that follows it. */
async function home() {
  const box = new DeviceInFolder()
  ends.push(() => box.end())
  const place = Promise.withResolvers<string>()
  const opener = pushWay(box.device, { medium: 'udp', host: '127.0.0.1', port: 0 }, [], place.resolve)
  const way = new Way(box.device, opener)
  ends.push(() => way.close())
  await way.start()
  const pairings = new Pairings({ load: () => [], save() {} }, () => 0)
  const server = await openLocalServer({
    device: box.device,
    pairings,
    frames: () => [],
    host: '127.0.0.1',
    port: 0,
  })
  ends.push(() => server.close())
  const headers = { authorization: `Bearer ${pairings.admit('energy management').token}` }
  const socket = createSocket('udp4')
  ends.push(() => socket.close())
  const port = Number((await place.promise).split(':').at(-1))
  const stream = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/stream`, { headers })
  await once(stream, 'message')
  ends.push(() => stream.terminate())
  return {
    box,
    send: (apdu: Uint8Array) => socket.send(apdu, port, '127.0.0.1'),
    /** The first state in which something holds. */
    async until(holds: (state: ReturnType<DeviceInFolder['device']['view']>) => boolean) {
      for (;;) {
        const [text] = await once(stream, 'message')
        const state = JSON.parse(String(text))
        if (holds(state)) return state
      }
    },
  }
}

test('uc 6.a.1-1 the total on the display is that of the register, a minute after its quarter at most', async () => {
  const { box, send, until } = await home()
  const meter = new SendingMeter()
  send(meter.association())
  await until(({ meters }) => meters.length === 1)
  box.now = noon + 60
  send(meter.quarter({ measureTime: noon, totalEnergy: 5_123_456 }))
  const state = await until(({ meters }) => meters[0]?.importedEnergy != null)
  const { value, time } = state.meters[0].importedEnergy
  expect(value).toBe(5_123_456)
  expect(state.time - time).toBeLessThanOrEqual(60)
  expect(zone(state.timeZone).dateOf(time)).toBe('2026-11-30')
})

test('uc 6.a.2-1 a program that manages energy gets what there is, in the form that the schema says', async () => {
  const { send, until } = await home()
  const check = new Ajv2020({ strict: false, formats: { date: true } }).compile(stateSchema)
  const meter = new SendingMeter()
  const empty = until(({ meters }) => meters.length === 1)
  send(meter.association())
  expect(check(await empty), JSON.stringify(check.errors)).toBe(true)
  const full = until(({ meters }) => meters[0]?.alert != null && meters[0]?.exportedEnergy != null)
  send(meter.quarter({ measureTime: noon - 900 }))
  send(meter.production(noon - 900, 10, 4000))
  send(meter.exceeded(4100, noon, 115))
  const state = await full
  expect(check(state), JSON.stringify(check.errors)).toBe(true)
  expect(state.meters[0]).toMatchObject({
    power: { value: 4100 },
    availablePower: 3300,
    alert: { countdown: 115 },
  })
  expect(check({ ...state, meters: [{ ...state.meters[0], power: '4100' }] })).toBe(false)
})

test('uc IF-H what comes by another way than the power line reaches the same device: datagrams, and it says where they come in', async () => {
  const { box, send, until } = await home()
  const meter = new SendingMeter()
  send(Uint8Array.of(1, 2, 3))
  send(meter.association())
  send(meter.power(250, noon))
  const state = await until(({ meters }) => meters[0]?.power != null)
  expect(state.trouble).toBeNull()
  expect(box.device.state.reception).toMatchObject({ accepted: 1 })
})

test('a way that breaks is told at once, and is open again by itself when it can be', async () => {
  const box = new DeviceInFolder()
  ends.push(() => box.end())
  let attempts = 0
  let gone: ((error: Error) => void) | undefined
  const way = new Way(box.device, async onGone => {
    attempts++
    if (attempts === 1) throw new Error('no such port')
    gone = onGone
    // Its end hangs: that holds up nothing.
    return { close: () => new Promise(() => {}) }
  })
  await way.start()
  expect(box.device.view().trouble).toMatchObject({ code: 'unreachable', detail: 'no such port' })
  await way.start()
  expect(box.device.view().trouble?.code).toBe('no-data')
  gone!(new Error('unplugged'))
  expect(box.device.view().trouble).toMatchObject({ code: 'unreachable', detail: 'unplugged' })
  await way.close()
})
