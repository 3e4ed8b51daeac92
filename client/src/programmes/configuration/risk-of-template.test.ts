import { formatMeterImage } from '@ferraris/cosem/meter-image'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpMeter } from '../../objects/dump.ts'
import { programmedMeter } from '../programmed-meter.fixture.ts'
import { riskOfTemplate } from './risk-of-template.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
})
afterAll(() => bench.close())

async function template(): Promise<Uint8Array> {
  const terms = { client: 1, deviceName: 'FER', now: bench.means.now(), withoutProfiles: true }
  return new TextEncoder().encode(formatMeterImage(await dumpMeter(bench.session, terms)))
}

test('a template of a meter whose limit is 0 may cut supplies, and one of a usual meter does not', async () => {
  expect(riskOfTemplate(await template(), {})).toBe('none')
  // A meter that happens to be disconnected is a template like any other: where its switch stands is not copied.
  await bench.perform('switch', { connected: false })
  expect(riskOfTemplate(await template(), {})).toBe('none')
  await bench.perform('switch', { connected: true })
  await bench.perform('limit', { watts: 0 })
  const limited = await template()
  expect(riskOfTemplate(limited, {})).toBe('disconnects')
  expect(riskOfTemplate(limited, { except: ['0.0.17.0.0'] })).toBe('none')
  expect(riskOfTemplate(limited, { only: ['0.0.17.0.0'] })).toBe('disconnects')
  expect(riskOfTemplate(new TextEncoder().encode('no image'), {})).toBe('none')
})
