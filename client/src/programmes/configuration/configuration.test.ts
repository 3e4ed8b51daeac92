import { createHash } from 'node:crypto'
import { data, toVectorForm } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { formatMeterImage } from '@ferraris/cosem/meter-image'
import { fuzzDecoder } from '@ferraris/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClientError } from '../../client-error.ts'
import { dumpMeter } from '../../objects/dump.ts'
import { programmedMeter } from '../programmed-meter.fixture.ts'
import { differences } from '../table.ts'
import { readConfiguration } from './configuration-file.ts'
import { expected } from './expected.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
})
afterAll(() => bench.close())

function uploaded(content: string): string {
  const octets = new TextEncoder().encode(content)
  const sha256 = createHash('sha256').update(octets).digest('hex')
  bench.files.set(sha256, octets)
  return sha256
}

const document = {
  format: 'ferraris-configuration/1',
  version: '2026-11',
  models: ['FER'],
  settings: [
    { object: '0.0.17.0.0', class: 71, attribute: 6, value: toVectorForm(data.doubleLongUnsigned(45)) },
    { object: '0.0.96.3.10', class: 70, attribute: 4, value: toVectorForm(data.enumeration(4)) },
    { object: '1.0.1.4.0', class: 5, attribute: 8, value: toVectorForm(data.doubleLongUnsigned(1800)) },
  ],
  actions: [
    { kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } },
    {
      kind: 'tariff-calendar',
      parameters: {
        name: 'ONE',
        seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }],
        weeks: [{ name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }],
        days: [
          {
            day: 1,
            switches: [
              { at: '00:00', script: 2 },
              { at: '08:00', script: 1 },
            ],
          },
        ],
      },
    },
  ],
}

describe('a configuration file', () => {
  test('is compared first, written where it differs, and then differs in nothing', async () => {
    const configuration = readConfiguration(new TextEncoder().encode(JSON.stringify(document)))
    const before = await differences(bench.meter, configuration)
    expect(before.filter(({ outcome }) => outcome === 'differs').map(({ target }) => target)).toEqual([
      '0.0.17.0.0.255:6',
      '0.0.96.3.10.255:4',
      '1.0.1.4.0.255:8',
      '0.0.97.98.10.255 value',
      '0.0.13.0.0.255 calendarNamePassive',
    ])
    expect(await bench.meter.object(classes.disconnectControl, '0.0.96.3.10').read('controlMode')).toBe(2)
    const compared = await bench.perform('compare-configuration', {
      sha256: uploaded(JSON.stringify(document)),
    })
    expect(compared.steps.slice(0, before.length)).toEqual(before)
    expect(compared.steps.at(-1)).toMatchObject({
      target: 'sum of the tariff registers',
      outcome: 'verified',
    })
    const { steps, detail } = await bench.perform('configure', { sha256: uploaded(JSON.stringify(document)) })
    expect(detail).toBe('configuration 2026-11')
    expect(steps.filter(({ outcome }) => outcome !== 'verified' && outcome !== 'done')).toEqual([])
    expect(steps.find(({ target }) => target.endsWith('calendarNameActive'))).toMatchObject({
      action: '2 tariff-calendar',
      outcome: 'verified',
    })
    const after = await differences(bench.meter, configuration)
    expect(after.map(({ outcome }) => outcome)).toEqual(Array(after.length).fill('verified'))
  })

  test('says what meters show the day after', () => {
    const configuration = readConfiguration(new TextEncoder().encode(JSON.stringify(document)))
    expect(expected(configuration)).toEqual({
      alarmFilter: 1 << 13,
      tariffs: ['1.0.1.8.1.255', '1.0.1.8.2.255'],
    })
  })

  test('with a setting that the meter does not take writes the others, and none of its programmes', async () => {
    const settings = [
      { object: '0.0.96.3.10', class: 70, attribute: 4, value: { t: 'enum', v: 9 } },
      { object: '0.0.17.0.0', class: 71, attribute: 6, value: { t: 'double-long-unsigned', v: 50 } },
    ]
    const { steps } = await bench.perform('configure', {
      sha256: uploaded(JSON.stringify({ ...document, settings })),
    })
    expect(steps.map(({ outcome }) => outcome)).toEqual(['refused', 'verified'])
  })

  test.each([
    ['{', 'configuration'],
    [JSON.stringify({ ...document, format: 'other' }), 'configuration/format'],
    [JSON.stringify({ ...document, settings: [{ object: '1.2' }] }), 'configuration/settings/0'],
    [
      JSON.stringify({
        ...document,
        settings: [{ object: '1.0.1.4.0', class: 5, attribute: 8, value: { t: 'unsigned', v: 300 } }],
      }),
      'configuration/settings/0/value.v',
    ],
  ])('%# that is none is refused with its place', (text, path) => {
    expect(() => readConfiguration(new TextEncoder().encode(text))).toThrow(
      expect.objectContaining({ code: 'configuration-wrong', path: expect.stringContaining(path) }),
    )
  })

  test('broken anyhow, is refused with a ClientError and nothing else', () => {
    const allowed = (error: unknown) => error instanceof ClientError
    fuzzDecoder(readConfiguration, [new TextEncoder().encode(JSON.stringify(document))], { allowed })
  })

  test('that is not there, or names an unknown programme, changes nothing', async () => {
    expect(await bench.perform('configure', { sha256: '0'.repeat(64) })).toMatchObject({
      steps: [{ outcome: 'refused' }],
    })
    const actions = [{ kind: 'dance', parameters: {} }]
    const sha256 = uploaded(JSON.stringify({ ...document, settings: [], actions }))
    await expect(bench.perform('configure', { sha256 })).rejects.toMatchObject({ code: 'parameters-wrong' })
  })
})

test('scripts: one that is there is executed, one that is not is told', async () => {
  await bench.perform('switch', { connected: true })
  const { steps } = await bench.perform('execute-script', { table: '0.0.10.0.106', script: 1 })
  expect(steps).toMatchObject([{ target: '0.0.10.0.106.255 execute', outcome: 'done' }])
  expect(await bench.meter.switchState()).toBe('disconnected')
  await bench.perform('switch', { connected: true })
  expect((await bench.perform('execute-script', { table: '0.0.10.0.106', script: 99 })).steps).toMatchObject([
    { outcome: 'refused', reason: 'it has no script 99' },
  ])
})

test('uc K-18 a table of 256 rows goes by file, in blocks, and is read back', async () => {
  const rows = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0').repeat(16))
  const sha256 = uploaded(`# prices\n${rows.join('\n')}\n`)
  expect((await bench.perform('write-table', { sha256 })).steps).toMatchObject([
    { target: '0.0.96.52.0.255 rows', outcome: 'verified' },
  ])
  expect((await bench.perform('write-table', { sha256 })).steps).toMatchObject([{ reason: 'was so already' }])
  const one = uploaded([...rows, '00'].join('\n'))
  expect((await bench.perform('write-table', { sha256: one })).steps).toMatchObject([{ outcome: 'refused' }])
  const bad = uploaded('00\nxyz')
  expect((await bench.perform('write-table', { sha256: bad })).steps).toMatchObject([
    {
      reason: expect.stringContaining('line 2'),
    },
  ])
})

describe('a sequence', () => {
  const bad = { kind: 'limit', parameters: { watts: 3000, object: '0.0.17.9.9' } }
  const good = { kind: 'limit', parameters: { watts: 3000 } }

  test('stops at the first action that fails, and says what was not begun', async () => {
    const { steps } = await bench.perform('sequence', { actions: [good, bad, good] })
    expect(steps.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['1 limit', 'verified'],
      ['2 limit', 'refused'],
      ['3 limit', 'refused'],
    ])
    expect(steps.at(-1)?.reason).toContain('not begun')
  })

  test('goes on where it is told to', async () => {
    const { steps } = await bench.perform('sequence', { actions: [bad, good], onFailure: 'go-on' })
    expect(steps.map(({ outcome }) => outcome)).toEqual(['refused', 'verified'])
  })

  test('with one wrong parameter does nothing at all', async () => {
    const actions = [
      { kind: 'limit', parameters: { watts: 1234 } },
      { kind: 'limit', parameters: {} },
    ]
    await expect(bench.perform('sequence', { actions })).rejects.toMatchObject({ code: 'parameters-wrong' })
    const threshold = await bench.meter.object(classes.limiter, '0.0.17.0.0').read('thresholdNormal')
    expect(threshold.value).not.toBe(1234)
  })
})

test('a meter becomes like another one, and is so then', async () => {
  const image = await dumpMeter(bench.session, {
    client: 1,
    deviceName: 'FER',
    now: bench.means.now(),
    withoutProfiles: true,
  })
  const sha256 = uploaded(formatMeterImage(image))
  const other = await programmedMeter()
  try {
    for (const [name, octets] of bench.files) other.files.set(name, octets)
    const { steps } = await other.perform('apply-template', { sha256, except: ['0.0.96.52.0'] })
    const changed = steps.filter(({ reason }) => reason !== 'was so already')
    expect(steps.filter(({ outcome }) => outcome === 'refused' || outcome === 'differs')).toEqual([])
    expect(changed.map(({ target }) => target)).toEqual(
      expect.arrayContaining([
        '0.0.17.0.0.255:6',
        '0.0.97.98.10.255:2',
        '0.0.13.0.0.255 activatePassiveCalendar',
      ]),
    )
    expect(changed.map(({ target }) => target)).not.toContain('0.0.96.52.0.255:2')
    const again = await other.perform('apply-template', { sha256, except: ['0.0.96.52.0'] })
    expect(again.steps.filter(({ outcome }) => outcome !== 'verified')).toEqual([])
    expect(await other.meter.object(classes.limiter, '0.0.17.0.0').read('minOverThresholdDuration')).toBe(50)
  } finally {
    await other.close()
  }
})
