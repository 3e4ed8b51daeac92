import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { afterEach, expect, test } from 'vitest'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { initialKey, noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { storeFile } from './device-store.ts'

const devices: DeviceInFolder[] = []
afterEach(() => {
  for (const each of devices.splice(0)) each.end()
})

function running(): { box: DeviceInFolder; meter: SendingMeter } {
  const box = new DeviceInFolder()
  devices.push(box)
  const meter = new SendingMeter()
  box.device.take(meter.association())
  return { box, meter }
}

test('before the first frame nothing is zero: it is not known', () => {
  const { box } = running()
  expect(box.device.view().meters).toMatchObject([
    {
      power: null,
      importedEnergy: null,
      contractPower: null,
      today: { wh: null },
      association: 'keys',
      alert: null,
    },
  ])
})

test('a restart forgets nothing, counts no frame again, and marks the day', () => {
  const { box, meter } = running()
  const frames = [meter.power(640, noon), meter.quarter({ measureTime: noon, totalEnergy: 77_000 })]
  for (const frame of frames) box.device.take(frame)
  const before = box.device.view()
  box.restart()
  expect({ ...box.device.view(), trouble: null }).toEqual({ ...before, trouble: null })
  const outputs: string[] = []
  box.device.listen({ onOutput: ({ kind }) => outputs.push(kind) })
  for (const frame of frames) box.device.take(frame)
  expect(outputs).toEqual(['replica', 'replica'])
  expect(box.device.state.meters[0]!.counters).toMatchObject([
    { instPower: 1, loadCurve: 1, powerLoss: true },
  ])
})

test('a device that was without supply for a month says so day by day, and that its power is not known', () => {
  const { box, meter } = running()
  box.device.take(meter.power(640, noon))
  box.now += 30 * 86_400
  box.restart()
  expect(box.device.state.meters[0]!.counters.filter(({ powerLoss }) => powerLoss)).toHaveLength(31)
  expect(box.device.view().meters[0]!.power).toBeNull()
})

test('keys are wrapped in what is kept', () => {
  const { box } = running()
  box.store.save('plate', { initialKey })
  box.store.close()
  const octets = [storeFile, `${storeFile}-wal`].map(name => {
    try {
      return readFileSync(join(box.folder, name))
    } catch {
      return Buffer.alloc(0)
    }
  })
  const text = Buffer.concat(octets).toString('latin1')
  expect(text).toContain('wrappedKey')
  expect(text).not.toContain(toHex(initialKey))
  expect(text).not.toContain(toHex(new Uint8Array(16).fill(1)))
})
