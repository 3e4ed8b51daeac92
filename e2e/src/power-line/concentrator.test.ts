import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually, ferraris, RunningConcentrator, RunningSystem, temporaryFolder } from '../ferraris.ts'

test('a concentrator with a feeder of its own calls a head-end elsewhere, and its meters are read', async () => {
  using folder = temporaryFolder()
  using feeder = temporaryFolder()
  await using headEnd = await RunningSystem.start(
    'head-end',
    folder.path,
    '--mqtt-port',
    '0',
    '--tunnel-port',
    '0',
  )
  const { mqttPort, tunnelPort } = headEnd.started
  const enrolment = { id: 'CS-9', substation: 'North' }
  const { credential } = (await headEnd.post('/concentrators', enrolment)) as { credential: string }
  const place = ['--broker', `mqtt://127.0.0.1:${mqttPort}`, '--tunnel', `127.0.0.1:${tunnelPort}`]
  await using concentrator = await RunningConcentrator.start(
    feeder.path,
    credential,
    ...['--name', 'CS-9', ...place, '--meters', '4'],
  )
  expect(concentrator.started.meters).toBe(4)
  await headEnd.post('/end-devices', JSON.parse(readFileSync(concentrator.started.enrolment, 'utf8')))
  const { balanceMeter } = await eventually(
    () => headEnd.get<{ meters: { served: number }; balanceMeter: string }>('/concentrators/CS-9'),
    its => its.meters.served === 4,
  )
  expect(balanceMeter).toBe('FER00000001')
  // A second process on the folder would use counters twice, and tell of orders that the first has kept.
  const second = await ferraris(
    [
      'concentrator',
      'simulate',
      '--json',
      '--data',
      feeder.path,
      '--name',
      'CS-9',
      ...place,
      '--meters',
      '4',
    ],
    { env: { FERRARIS_CONCENTRATOR_CREDENTIAL: credential } },
  )
  expect([second.code, JSON.parse(second.stdout)]).toEqual([
    1,
    { error: expect.objectContaining({ code: 'in-use', layer: 'district' }) },
  ])
  expect(second.stderr).toMatch(/process \d+ works with .*; end it, or choose another folder/)
  await eventually(
    () => headEnd.get<{ intervalReadings: number }>('/summary'),
    ({ intervalReadings }) => intervalReadings > 0,
  )
  expect(await concentrator.signal('SIGTERM')).toBe(0)
}, 300_000)
