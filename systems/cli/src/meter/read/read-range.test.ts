import { afterEach, expect, test, vi } from 'vitest'
import { readMeter } from './read.ts'
import { servedMeter } from './served-meter.fixture.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

test('a range without a profile is that of the load profile, on every way to a meter', async () => {
  const served = await servedMeter()
  open.push(served)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  const range = { from: '2026-11-19', to: '2026-11-19T12:00' }
  const options = { keys: JSON.stringify(served.ring), timeout: 20, json: true, ...range }
  for (const uri of Object.values(served.uris)) {
    await readMeter(uri, [], options)
    const { profile } = JSON.parse(written.splice(0).join(''))
    expect(profile.rows, uri).toHaveLength(49)
    expect(profile.rows[0][0]).toBe('2026-11-19T00:00:00+01:00')
    expect(profile.rows.at(-1)[0]).toBe('2026-11-19T12:00:00+01:00')
  }
})
