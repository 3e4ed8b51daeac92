import { createHash } from 'node:crypto'
import { Store } from '@ferraris/concentrator'
import { zone } from '@ferraris/cosem'
import { LocalCalendar } from '@ferraris/meter'
import { createLine, planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import type { DownMessage, JobReport } from '@ferraris/uplink'
import { expect, test } from 'vitest'
import { keyOf } from './modem.ts'
import { placeConcentrator } from './placed-concentrator.ts'
import { simulatedMeters } from './simulated-meters.ts'

const hourMs = 3_600_000
const rome = zone('Europe/Rome')

test('all meters of a section run new firmware in the morning, and the line has carried it a few times at most', () => {
  const image = Uint8Array.from({ length: 24_000 }, (_, i) => i ^ (i >> 8))
  const sha256 = createHash('sha256').update(image).digest('hex')
  const plan = planDistrict({ meters: 40, hops: 3, seed: 2 })
  const simulation = new Simulation(Date.UTC(2026, 10, 20, 18))
  const line = createLine(plan, 2, { simulation, loss: 0.03, keyOf })
  const meters = simulatedMeters(plan, line, 2, new LocalCalendar(rome))
  const reports = new Map<string, JobReport>()
  const tell = (message: DownMessage) =>
    simulation.schedule(simulation.now + 300, now => placed.concentrator.received(message, now))
  const placed = placeConcentrator(line, {
    substation: plan.substations[0]!,
    zone: rome,
    store: Store.inMemory(),
    uplink: {
      publish(message) {
        if (message.kind === 'job-reports')
          for (const report of message.reports) reports.set(report.id, report)
        if (message.kind === 'results') {
          tell({ kind: 'acknowledge', keys: message.results.map(({ key }) => key) })
        }
        if (message.kind !== 'image-request') return true
        const { offset } = message
        const octets = Buffer.from(image.subarray(offset, offset + 8192)).toString('base64')
        tell({ kind: 'image-part', sha256, size: image.length, offset, octets })
        return true
      },
    },
    random: randomFrom(2),
    settings: { historyDays: 1 },
  })
  placed.concentrator.connected(simulation.now)
  tell({ kind: 'adopt', meters: meters.map(({ adoption }) => adoption) })
  line.run(simulation.now + 3 * hourMs)
  const before = meters.reduce((sum, { station }) => sum + station.counters.requests, 0)
  const expires = simulation.now + 48 * hourMs
  const jobs = meters.map(({ adoption: { aca } }) => ({
    id: aca,
    priority: 'normal' as const,
    expires,
    task: { kind: 'firmware' as const, aca, sha256, version: 'FER-2.0' },
  }))
  tell({ kind: 'jobs', jobs })
  const morning = simulation.now + 12 * hourMs
  const isDone = () =>
    reports.size === meters.length && [...reports.values()].every(({ state }) => state === 'done')
  // What is heard after that is no firmware.
  while (simulation.now < morning && !isDone()) line.run(simulation.now + hourMs / 6)
  for (const { meter, home } of meters) expect(meter.identity.firmware, home).toBe('FER-2.0')
  expect(new Set([...reports.values()].map(({ state }) => state))).toEqual(new Set(['done']))
  // Each meter has heard the 250 blocks from some of the stations around it, not once for each of the 40.
  const heard = meters.reduce((sum, { station }) => sum + station.counters.requests, 0) - before
  expect(heard / meters.length).toBeLessThan(250 * 3)
})
