import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { listIncidents, showIncident } from '../incident/incidents.ts'
import { showReliability } from '../incident/reliability.ts'
import { act } from './act.ts'
import { listAlarms, listRules, silence } from './alarms.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  delete process.env.FERRARIS_API_TOKEN
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

test('the desk of a head-end is asked and acted on; what cannot be is told with its reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-alarms-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const apiToken = 'an-operator-of-tests'
  const headEnd = await startTestHeadEnd({
    data: folder,
    apiToken,
  })
  open.push(headEnd)
  process.env.FERRARIS_API_TOKEN = apiToken
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  const options = { headEnd: headEnd.url, state: 'open', limit: 10 }
  await listAlarms(options)
  expect(printed).toContain('no alarms')
  await listIncidents(options)
  expect(printed).toContain('no incidents')
  await listRules({ headEnd: headEnd.url })
  expect(printed).toMatch(/meterCoverRemoved +critical +yes +stays/)
  await act('alarm', 'close', ['42'], { headEnd: headEnd.url, comment: 'a test' })
  expect(printed).toContain('0 of 1 changed')
  const ends = new Date(Date.now() + 3_600_000).toISOString()
  await silence({ headEnd: headEnd.url, kind: 'sagL1', ends, reason: 'a test' })
  expect(printed).toContain('until')
  await showReliability({
    headEnd: headEnd.url,
    from: '2026-01-01T00:00:00Z',
    to: '2027-01-01T00:00:00Z',
    by: 'all',
  })
  expect(printed).toContain('more than 180 s')
  await expect(showIncident(7, { headEnd: headEnd.url })).rejects.toMatchObject({ code: 'status-404' })
  await expect(silence({ headEnd: headEnd.url, ends, reason: 'all' })).rejects.toThrow('names neither')
})
