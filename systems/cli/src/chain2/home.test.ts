import { toHex } from '@ferraris/bytes'
import { profiles } from '@ferraris/chain2'
import { zone } from '@ferraris/cosem'
import { openDevice, stepDevice } from '@ferraris/customer-device'
import {
  acaOf,
  CurveCache,
  inMemory,
  italianBands,
  Meter,
  serialOf,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { secondsOf, secondsPerQuarter } from '@ferraris/metering'
import { bandCSender, createLine, randomFrom } from '@ferraris/power-line'
import { NotificationReceiver, notificationFrames } from '@ferraris/smitp/notification'
import { expect, test } from 'vitest'
import { calendar, origin, timeZone } from './simulate/campaign.ts'

test("uc CH2-1 the device's curve of a day is the meter's, over a real line of band C", () => {
  const rome = zone(timeZone)
  const start = rome.startOfDay('2026-11-24')
  const end = rome.startOfDay('2026-11-25')
  const serial = serialOf(1)
  const load = syntheticHousehold(1, 7)
  const meter = new Meter(
    { serial, load, seed: 1, phases: 1, origin, depthDays: 40, memory: inMemory() },
    { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
    undefined,
    { now: () => start * 1000 },
  )
  const address = acaOf(serial)
  const pod = 'IT001E00000001'
  const key = (octet: number) => new Uint8Array(16).fill(octet)
  const keys = { encryptionKey: key(1), authenticationKey: key(2) }
  const contract = { customerCode: '', vendor: '', phone: '', pesse: 0, contractPower: load.contractedPower }
  meter.chain2.configure({ profile: profiles.monitoring, gap: 300, weeklyThreshold: 0, contract }, start)
  meter.chain2.associate({ aca: address, pod, role: 'exchange', initialKey: key(9) }, keys, start)
  // The device knows nothing but its initial key: the association frame brings the rest.
  const plate = { id: 'DU-1', hardware: '1', firmware: '1', address, timeZone, meters: [] }
  let device = openDevice({ ...plate, initialKey: key(9) })

  const line = createLine(
    {
      name: 'home',
      band: 'cenelec-c',
      substations: ['S'],
      sections: [{ id: 'S-A', from: 'S', to: 'A', metres: 40, cable: 'underground' }],
      homes: ['meter', 'device'].map(id => ({ id, box: 'A', phases: [1] as const, metres: 10 })),
    },
    1,
    { localHour: () => 3 },
  )
  const receiver = new NotificationReceiver(address)
  line.attach('device', {
    heard(psdu, _, now) {
      const apdu = receiver.take(psdu)
      if (apdu !== undefined)
        [device] = stepDevice(device, { kind: 'apdu', apdu }, Math.floor(start + secondsOf(now)))
    },
    sent() {},
    wake() {},
  })
  const sender = bandCSender(line, 'meter', randomFrom(1))
  for (const { apdu, number, at } of meter.chain2.departures(end + 600)) {
    line.run(Math.max(line.now, (at - start) * 1000))
    for (const frame of notificationFrames(address, apdu, number)) {
      let isGone = false
      sender.offer(frame, () => {
        isGone = true
      })
      while (!isGone) line.run(line.now + 100)
    }
  }
  line.run(line.now + 1000)

  const [heard] = device.meters
  expect(heard?.link.systemTitle).toBe(toHex(meter.identity.systemTitle))
  const rows = meter.store.loadProfile.range(start - secondsPerQuarter, end, end + 600)
  const registers = new Map(Array.from(rows.shown, (shown, i) => [shown, rows.values[0]?.[i] ?? Number.NaN]))
  const curve = Array.from({ length: 96 }, (_, i) => {
    const [from, to] = [start + i * secondsPerQuarter, start + (i + 1) * secondsPerQuarter]
    return registers.get(to)! - registers.get(from)!
  })
  expect(curve.some(wh => wh > 0)).toBe(true)
  expect(heard?.days.find(({ date }) => date === '2026-11-24')?.imported?.wh).toEqual(curve)
  // Both ends have counted the same, of every kind: the association came before the first frame.
  const counted = meter.chain2.sent.days(meter.store).find(({ day }) => day === '2026-11-24')
  expect(counted?.loadCurve).toBe(96)
  expect(heard?.counters.find(({ day }) => day === '2026-11-24')).toEqual(counted)
})
