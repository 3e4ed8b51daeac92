import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually, program, RunningSystem, temporaryFolder } from '../ferraris.ts'

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
  const { mqttPort, tunnelPort } = headEnd.started as unknown as { mqttPort: number; tunnelPort: number }
  const enrolment = { id: 'CS-9', substation: 'North' }
  const { credential } = (await headEnd.post('/concentrators', enrolment)) as { credential: string }
  const place = ['--broker', `mqtt://127.0.0.1:${mqttPort}`, '--tunnel', `127.0.0.1:${tunnelPort}`]
  const args = [
    'concentrator',
    'simulate',
    '--name',
    'CS-9',
    ...place,
    '--meters',
    '4',
    '--data',
    feeder.path,
  ]
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    env: { ...process.env, FERRARIS_CONCENTRATOR_CREDENTIAL: credential },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  try {
    const [line] = await once(child.stdout, 'data')
    const { enrolment: file, meters } = JSON.parse(String(line))
    expect(meters).toBe(4)
    await headEnd.post('/end-devices', JSON.parse(readFileSync(file, 'utf8')))
    const { balanceMeter } = await eventually(
      () => headEnd.get<{ meters: { served: number }; balanceMeter: string }>('/concentrators/CS-9'),
      its => its.meters.served === 4,
    )
    expect(balanceMeter).toBe('FER00000001')
    await eventually(
      () => headEnd.get<{ intervalReadings: number }>('/summary'),
      ({ intervalReadings }) => intervalReadings > 0,
    )
  } finally {
    child.kill('SIGTERM')
    await ended
  }
  expect(child.exitCode).toBe(0)
}, 300_000)
