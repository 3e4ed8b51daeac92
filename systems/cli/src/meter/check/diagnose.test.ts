import { afterEach, expect, test, vi } from 'vitest'
import { servedMeter } from '../read/served-meter.fixture.ts'
import { diagnoseMeter } from './diagnose.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

test('a snapshot of a meter tells part by part what it says, and holds no key', async () => {
  const served = await servedMeter()
  open.push(served)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  const keys = JSON.stringify(served.ring)
  const options = { keys, timeout: 20, json: true, days: 30, eventProfile: 'idis' }
  await diagnoseMeter(served.uris['DLMS/IP'], options)
  const text = written.splice(0).join('')
  const { items, brokenBy } = JSON.parse(text)
  expect(brokenBy).toBeNull()
  const values = Object.fromEntries(
    items.map(({ obis, attribute, value }: Record<string, unknown>) => [`${obis}:${attribute}`, value]),
  )
  expect(values['0.0.96.3.10.255:3']).toBe('connected')
  expect(values['1.0.0.2.0.255:2']).toMatch(/^FER/)
  expect(values['1.0.1.8.0.255:2']).toBeGreaterThan(0)
  for (const { guek, gak } of served.ring)
    for (const key of [guek, gak]) if (key) expect(text).not.toContain(key)
  await diagnoseMeter(served.uris['DLMS/IP'], { ...options, json: false })
  expect(written.join('')).toContain('not in this meter: ')
})
