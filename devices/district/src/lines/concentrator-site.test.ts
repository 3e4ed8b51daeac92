import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSettings } from '@ferraris/concentrator'
import { zone } from '@ferraris/cosem'
import { createLine, planDistrict, Simulation } from '@ferraris/power-line'
import { afterEach, expect, test, vi } from 'vitest'
import { ConcentratorSite } from './concentrator-site.ts'
import { Pace } from './pace.ts'

const now = Date.UTC(2026, 10, 30, 12)
const folder = mkdtempSync(join(tmpdir(), 'ferraris-site-'))
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

test('a concentrator whose store cannot be opened says so, begins when it can, and ends no other', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const simulation = new Simulation(now)
  const plan = planDistrict({ meters: 3, hops: 1, seed: 1 })
  const site = new ConcentratorSite({
    name: 'C1',
    substation: plan.substations[0]!,
    balanceMeter: '464500000001',
    folder,
    line: createLine(plan, 1, { simulation }),
    pace: new Pace({
      simulation,
      clock: { now: () => now },
      together: turn => turn(),
      onLive: () => {},
      onJump: () => {},
    }),
    zone: zone('Europe/Rome'),
    seed: 1,
    settings: defaultSettings,
  })
  site.die()
  const stored = readdirSync(folder).filter(name => name.startsWith('store.sqlite'))
  for (const name of stored) writeFileSync(join(folder, name), 'x'.repeat(5000))
  site.revive()
  expect(site.isAlive).toBe(false)
  expect(said.mock.calls.flat().join()).toContain('is damaged')
  for (const name of stored) rmSync(join(folder, name))
  await vi.waitUntil(() => site.isAlive, { timeout: 60_000 })
  await site.close()
})
