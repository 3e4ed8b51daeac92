import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually, RunningMeter, RunningSystem, temporaryFolder } from './ferraris.ts'

test('a head-end reads a meter that was enrolled by a program, and its keys never come back', async () => {
  using folder = temporaryFolder()
  await using meter = await RunningMeter.start(
    join(folder.path, 'meter'),
    '--serial',
    'ABC0000042',
    '--history',
    '4',
  )
  await using headEnd = await RunningSystem.start('head-end', join(folder.path, 'head-end'))
  const ring: { client?: number; guek: string; gak: string }[] = JSON.parse(
    readFileSync(join(folder.path, 'meter/keys.json'), 'utf8'),
  )
  // The ring holds the keys of the power line, too, which are no client's.
  const keys = ring
    .filter(({ client }) => client !== undefined)
    .map(({ client, guek, gak }) => ({ client, guek, gak }))
  const enrolled = await headEnd.post('/end-devices', { serial: 'ABC0000042', uri: meter.started.uri, keys })
  expect(enrolled).toEqual({ enrolled: 1, known: 0 })

  const device = await eventually(
    () => headEnd.get<{ state: string; completeness: number | null }>('/end-devices/ABC0000042'),
    ({ state }) => state !== 'new',
  )
  expect(device).toMatchObject({ state: 'reachable', completeness: 1, lastError: null })
  const told = JSON.stringify(device) + headEnd.said
  for (const { guek, gak } of keys) for (const key of [guek, gak]) expect(told).not.toContain(key)
})
