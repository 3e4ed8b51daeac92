import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris, RunningMeter, temporaryFolder } from './ferraris.ts'

const folder = temporaryFolder()
let meter: RunningMeter
beforeAll(async () => {
  meter = await RunningMeter.start(folder.path, '--history', '3')
})
afterAll(async () => {
  await meter[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** A command to the meter that must go well; its JSON document. */
async function talk(verb: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await ferraris([
    'meter',
    verb,
    meter.started.uri,
    ...args,
    '--data',
    folder.path,
    '--json',
  ])
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

describe('a meter of the command line', () => {
  test('is not started twice on one data folder: two processes would use one counter twice', async () => {
    const { code, stdout, stderr } = await ferraris([
      ...['meter', 'start', '--port', '0', '--serial', 'FER00000002', '--data', folder.path, '--json'],
    ])
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      { error: expect.objectContaining({ code: 'held', layer: 'lock' }) },
    ])
    expect(stderr).toMatch(/process \d+ works with .*; end it, or choose another folder/)
  })

  test('shows its objects with classes and rights, as each client may use them', async () => {
    const { items } = await talk('objects')
    expect(items).toContainEqual(
      expect.objectContaining({ obis: '1.0.1.8.0.255', classId: 3, className: 'Register' }),
    )
    const toThePublic = await talk('objects', '--client', 'public')
    expect(toThePublic.items.length).toBeLessThan(items.length)
    const clock = (await talk('objects', '--client', 'management')).items.find(
      ({ classId }: { classId: number }) => classId === 8,
    )
    expect(clock.attributes[1]).toEqual({ id: 2, name: 'time', access: 'read and write' })
    expect(clock.methods).toContainEqual({ id: 6, name: 'shiftTime', access: 'invoke' })
  })

  test('is read attribute by attribute, scaled and with units', async () => {
    const { values } = await talk('read', '1.0.32.7.0.255', '1-0:1.8.0*255:3', '0.0.42.0.0.255')
    expect(values[0]).toMatchObject({ attribute: 2, unit: 'V', type: 'long-unsigned' })
    expect(values[0].value).toBeGreaterThan(200)
    expect(values[0].value).toBeLessThan(260)
    expect(values[1]).toMatchObject({ attributeName: 'scalerUnit', value: { scaler: 0, unit: 30 } })
    expect(values[2]).toMatchObject({ value: 'FER00000001' })
  })

  test('obeys orders of the management client, and shows the state after them', async () => {
    expect(await talk('execute', 'disconnect', '--client', 'management')).toEqual({
      done: 'disconnected',
      result: 'disconnected',
    })
    expect((await talk('read', '0.0.96.3.10.255:2')).values[0].value).toBe(false)
    await talk('execute', 'reconnect', '--client', 'management')
    expect((await talk('read', '0.0.96.3.10.255:3')).values[0].value).toBe('connected')
  })

  test('that waits for the button has not been reconnected, and the command says so', async () => {
    const management = ['--client', 'management'] as const
    await talk('write', '0.0.96.3.10.255:4', '3', ...management)
    await talk('execute', 'disconnect', ...management)
    const { code, stdout } = await ferraris([
      ...['meter', 'execute', meter.started.uri, 'reconnect', ...management, '--data', folder.path, '--json'],
    ])
    expect([code, JSON.parse(stdout).error.code]).toEqual([1, 'supply-not-moved'])
    await talk('write', '0.0.96.3.10.255:4', '2', ...management)
    await talk('execute', 'disconnect', ...management)
    await talk('execute', 'reconnect', ...management)
  })

  test('takes another time, shows the offset, and is set right again', async () => {
    await talk('execute', '0.0.1.0.0.255:6', '-90', '--client', 'management')
    const { clock } = await talk('read')
    expect(clock.offsetSeconds).toBeGreaterThan(-93)
    expect(clock.offsetSeconds).toBeLessThan(-87)
    await talk('execute', 'set-clock', '--client', 'management')
    const after = await talk('read')
    expect(Math.abs(after.clock.offsetSeconds)).toBeLessThan(3)
  })

  test('takes a written attribute in the type it has', async () => {
    const outcome = await talk('write', '0.0.96.3.10.255:4', '4', '--client', 'management')
    expect(outcome).toEqual({ obis: '0.0.96.3.10.255', attribute: 4, type: 'enum', before: 2, after: 4 })
  })

  test('gives other profiles as rows', async () => {
    const daily = await talk('read', '--profile', '1.0.99.2.0.255')
    expect(daily.captureObjects[0]).toEqual({ classId: 8, obis: '0.0.1.0.0.255', attribute: 2 })
    expect(daily.rows.length).toBeGreaterThanOrEqual(3)
    expect(daily.rows[0][0]).toMatch(/^\d{4}-\d\d-\d\dT00:00:00[+-]\d\d:\d\d$/)
  })
})

describe('invocation counters', () => {
  const counters = () => JSON.parse(readFileSync(join(folder.path, 'client-counters.json'), 'utf8'))
  const party = 'FER00000001 client 2'

  test('are on disk before they are used, and never go back', async () => {
    await talk('read', '1.0.1.8.0.255')
    const before = counters().next[party]
    await talk('read', '1.0.1.8.0.255')
    expect(counters().next[party]).toBe(before + 4000)
  })

  test('are not shared by commands that run at the same time', async () => {
    const before = counters().next[party]
    await Promise.all(
      Array.from({ length: 4 }, () =>
        ferraris(['meter', 'read', meter.started.uri, '0.0.42.0.0.255', '--data', folder.path]),
      ),
    )
    expect(counters().next[party]).toBeGreaterThanOrEqual(before + 4000)
  })

  test('are counted for each client by its own name: another one with the same keys goes on above what the meter has seen', async () => {
    using other = temporaryFolder()
    const keys = join(folder.path, 'keys.json')
    const { code, stderr } = await ferraris(
      ['meter', 'read', meter.started.uri, '1.0.1.8.0.255', '--keys', keys],
      {
        env: { XDG_STATE_HOME: other.path },
      },
    )
    expect([code, stderr]).toEqual([0, expect.stringContaining('going on above it')])
    const own = JSON.parse(readFileSync(join(other.path, 'ferraris/client-counters.json'), 'utf8'))
    // A name of its own, or the two would make the same nonces.
    expect(own.systemTitle).not.toBe(counters().systemTitle)
  })

  test('that are damaged stop the command instead of beginning again', async () => {
    using other = temporaryFolder()
    mkdirSync(join(other.path, 'ferraris'))
    writeFileSync(join(other.path, 'ferraris/client-counters.json'), '{"systemTitle":"4645')
    const keys = join(folder.path, 'keys.json')
    const { code, stderr } = await ferraris(['meter', 'read', meter.started.uri, '--keys', keys], {
      env: { XDG_STATE_HOME: other.path },
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining('client-counters.json')])
  })
})

test('a meter goes on after a restart: same keys, registers that only grow', async () => {
  using own = temporaryFolder()
  const total = async ({ started: { uri } }: RunningMeter) => {
    const { stdout } = await ferraris(['meter', 'read', uri, '1.0.1.8.0.255', '--data', own.path, '--json'])
    return JSON.parse(stdout).values[0].value as number
  }
  let before: number
  {
    await using first = await RunningMeter.start(own.path, '--serial', 'ABC7', '--seed', '5')
    before = await total(first)
  }
  await using second = await RunningMeter.start(
    own.path,
    '--serial',
    'ABC7',
    '--seed',
    '5',
    '--history',
    '10',
  )
  expect(await total(second)).toBeGreaterThanOrEqual(before)
  expect((await total(second)) - before).toBeLessThan(1000)
})
