import { afterEach, expect, test, vi } from 'vitest'
import { servedMeter } from '../read/served-meter.fixture.ts'
import { pingOne } from './ping.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

test('a ping tells a meter that answers from wrong keys and from nothing at all', async () => {
  const served = await servedMeter()
  open.push(served)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  const options = { keys: JSON.stringify(served.ring), timeout: 20, json: true }
  const uri = served.uris['DLMS/IP']
  await pingOne(uri, options)
  expect(JSON.parse(written.splice(0).join(''))).toMatchObject({ verdict: 'reachable', detail: null })
  const wrong = served.ring.map(entry => ({ ...entry, ...(entry.guek && { guek: 'ab'.repeat(16) }) }))
  await expect(pingOne(uri, { ...options, keys: JSON.stringify(wrong) })).rejects.toThrow(/key-fault/)
  await open.pop()?.close()
  await expect(pingOne(uri, options)).rejects.toMatchObject({ code: 'not-reachable' })
  expect(written.join('')).toContain('no-link')
})
