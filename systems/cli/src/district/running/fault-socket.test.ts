import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunningMeters } from '../district-simulation.ts'
import { askDistrict, serveFaults } from './fault-socket.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ferraris-faults-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const meters = { faults: { clearFaults: async () => 3 } } as unknown as RunningMeters

test('where no district runs, one message says so', async () => {
  await expect(askDistrict(data, { ask: 'list' })).rejects.toMatchObject({ code: 'no-district' })
})

test('a caller that breaks off does not end the district', async () => {
  const server = await serveFaults(data, meters)
  const caller = connect(join(data, 'district.sock'))
  await new Promise(resolve => caller.once('connect', resolve))
  caller.write('{"ask":"clear","kind":"noise"}\n')
  caller.destroy()
  expect(await askDistrict(data, { ask: 'clear', kind: 'noise' })).toBe(3)
  await server?.close()
})
