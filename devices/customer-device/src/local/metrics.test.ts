import { afterEach, expect, test } from 'vitest'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { Pairings } from './pairings.ts'
import { openLocalServer } from './server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

test('Prometheus reads figures once it is paired; what is not known has no sample, never a zero', async () => {
  const box = new DeviceInFolder()
  ends.push(() => box.end())
  const { device } = box
  const pairings = new Pairings({ load: () => [], save() {} }, () => 0)
  const server = await openLocalServer({ device, pairings, frames: () => [], host: '127.0.0.1', port: 0 })
  ends.push(() => server.close())
  const url = `http://127.0.0.1:${server.port}/metrics`
  expect((await fetch(url)).status).toBe(401)
  const headers = { authorization: `Bearer ${pairings.admit('prometheus').token}` }
  const scrape = async () => {
    const response = await fetch(url, { headers })
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    return await response.text()
  }
  const meter = new SendingMeter()
  device.take(meter.association())
  const power = meter.power(640, noon)
  expect(await scrape()).not.toMatch(/^ferraris_device_power_watts\{/m)
  expect(await scrape()).toContain('ferraris_device_trouble{code="no-data"} 1')
  device.take(power)
  device.take(power)
  device.take(Uint8Array.of(1))
  const text = await scrape()
  expect(text).toContain('ferraris_device_power_watts{meter="M1"} 640')
  expect(text).toContain('ferraris_device_telegrams_total{result="accepted"} 1')
  expect(text).toContain('ferraris_device_telegrams_total{result="replica"} 1')
  expect(text).toContain('ferraris_device_telegrams_total{result="protocol-error"} 1')
  expect(text).toContain('ferraris_device_telegrams_total{result="lost"} 0')
  expect(text).not.toMatch(/^ferraris_device_trouble\{code="no-data"/m)
})
