import { openAssociation } from '@ferraris/chain2'
import { newKeyPair, privateKeyOf, publicHalf } from '@ferraris/work-order'
import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../verdict.ts'
import { type DeviceFault, deviceFaults, FaultyDevice } from './faulty-device.fixture.ts'
import { readParameters } from './parameters.ts'
import { devicePlan, runDevicePlan } from './plan.ts'
import { doubtOf, readReport, reportOf } from './report.ts'
import type { CustomerDeviceSubject } from './subject.ts'

/** 2026-11-30 12:00 in Rome. */
const noon = 1_796_036_400
const file = {
  maker: 'Acme',
  model: 'Plug',
  hardware: '2',
  firmware: '1.4.0',
  meters: [
    { role: 'M1', systemTitle: '4645520000000001' },
    { role: 'M2', systemTitle: '4645520000000002' },
  ],
  samples: [1, 2, 3].map(n => ({
    sample: `A${n}`,
    smitpAddress: `4D414300000${n}`,
    operatingKey: String(n).repeat(32),
  })),
}
const parameters = readParameters(JSON.stringify(file))
const [sample] = parameters.samples

async function all(results: AsyncIterable<CaseResult>): Promise<CaseResult[]> {
  const list: CaseResult[] = []
  for await (const result of results) list.push(result)
  return list
}

async function resultsOf(fault?: DeviceFault, { time = noon, meters = parameters.meters } = {}) {
  const device = new FaultyDevice({ ...parameters, meters }, sample!, time, fault)
  return await all(runDevicePlan(devicePlan, device))
}

test('a device that does as it should passes every case, on days of the clock change, too', async () => {
  for (const time of [noon, Date.UTC(2026, 2, 31, 12) / 1000, Date.UTC(2026, 9, 26, 12) / 1000]) {
    const results = await resultsOf(undefined, { time })
    const open = results.filter(({ verdict }) => verdict !== 'PASS')
    expect(open.map(({ id, detail }) => `${id}: ${detail}`)).toEqual([])
  }
})

describe.each(Object.keys(deviceFaults) as DeviceFault[])('a device that %s', fault => {
  test('fails the cases that are about it', async () => {
    const results = await resultsOf(fault)
    const failed = results.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id)
    expect(failed).toEqual(expect.arrayContaining([...deviceFaults[fault]]))
  })
})

test('without a production meter and without a switch of the supply, cases stay open and say why', async () => {
  const results = await resultsOf(undefined, { meters: parameters.meters.slice(0, 1) })
  expect(results.filter(({ verdict }) => verdict === 'INAPPLICABLE').map(({ id }) => id)).toEqual([
    'production.own-registers',
    'production.apart',
  ])
  const deaf = new FaultyDevice(parameters, sample!, noon)
  const isolated = { ...subjectOf(deaf), send: async () => {} }
  const [first] = await all(runDevicePlan(devicePlan.slice(1, 2), isolated))
  expect(first).toMatchObject({ verdict: 'INCONCLUSIVE', detail: expect.stringContaining('counts no frame') })
  const [last] = await all(runDevicePlan(devicePlan.slice(-1), subjectOf(deaf)))
  expect(last).toMatchObject({ verdict: 'INCONCLUSIVE', detail: expect.stringContaining('supply') })
})

/** The same device, whose supply cannot be switched. */
function subjectOf(device: FaultyDevice): CustomerDeviceSubject {
  return {
    parameters: device.parameters,
    sample: device.sample,
    patienceMs: 0,
    now: () => device.now(),
    send: apdu => device.send(apdu),
    counters: role => device.counters(role),
  }
}

describe('the report of a sample', async () => {
  const key = newKeyPair('ed25519')
  const publicKey = publicHalf(privateKeyOf(key))
  const report = reportOf(parameters, sample!, await resultsOf(), noon * 1000, key)

  test('bears its verdict, and holds for the versions that were tested', () => {
    const read = readReport(JSON.stringify(report))
    expect(read).toMatchObject({ sample: 'A1', hardware: '2', firmware: '1.4.0', verdict: 'PASS' })
    expect(doubtOf(read, { publicKey, hardware: '2', firmware: '1.4.0' })).toBeUndefined()
    expect(doubtOf(read, { firmware: '1.5.0' })).toMatch(/1\.4\.0 was tested, not 1\.5\.0.*again/)
    expect(doubtOf(read, { hardware: '3' })).toMatch(/hardware 2 was tested/)
    const other = publicHalf(privateKeyOf(newKeyPair('ed25519')))
    expect(doubtOf(read, { publicKey: other })).toMatch(/another bench/)
  })

  test('is found out when anything in it was changed', () => {
    const [first, ...others] = report.cases
    for (const changed of [
      { ...report, sample: 'A2' },
      { ...report, firmware: '1.5.0' },
      { ...report, testedAt: '2027-01-01T00:00:00.000Z' },
      { ...report, cases: others },
      { ...report, cases: [{ ...first!, detail: 'x' }, ...others] },
      { ...report, smitpAddress: '4D4143000002' },
    ])
      expect(doubtOf(changed, { publicKey })).toMatch(/was changed/)
  })

  test('of a device that failed says so', async () => {
    const failed = reportOf(parameters, sample!, await resultsOf('keeps thirty days'), noon * 1000, key)
    expect(doubtOf(failed, { publicKey })).toBe('its verdict is FAIL')
  })

  test.each(['{', 'null', '[]', '{"kind":"other"}', JSON.stringify({ ...JSON.parse('{}'), cases: [] })])(
    '%s is none',
    text => {
      expect(() => readReport(text)).toThrow(expect.objectContaining({ code: 'report-invalid' }))
    },
  )
})

describe('a parameter file', () => {
  test('that names no meter stands for a device that is associated first', async () => {
    const { meters: _, ...others } = file
    const read = readParameters(JSON.stringify(others))
    expect(read).toMatchObject({ isPreset: false, meters: [{ role: 'M1' }, { role: 'M2' }] })
    const device = new FaultyDevice(read, sample!, noon)
    const sent: Uint8Array[] = []
    const told = { ...subjectOf(device), send: async (apdu: Uint8Array) => void sent.push(apdu) }
    await all(runDevicePlan([], told))
    expect(sent.map(apdu => openAssociation(apdu, sample!.operatingKey).association)).toMatchObject([
      { pod: 'IT001E00000001', encryptionKey: sample!.operatingKey },
      { pod: 'IT001E00000002', encryptionKey: sample!.operatingKey },
    ])
  })

  test('has the operating key as initial key and, where none is given, for authentication', () => {
    expect(parameters.samples).toHaveLength(3)
    expect(sample!.authenticationKey).toEqual(sample!.operatingKey)
  })

  test.each([
    ['x', 'the file'],
    [{ ...file, maker: '' }, 'maker'],
    [{ ...file, firmware: undefined }, 'firmware'],
    [{ ...file, timeZone: 'Europe/Nowhere' }, 'timeZone'],
    [{ ...file, samples: [] }, 'samples'],
    [{ ...file, samples: [file.samples[0], file.samples[0]] }, 'samples'],
    [{ ...file, samples: [{ ...file.samples[0], operatingKey: '00' }] }, 'samples[0].operatingKey'],
    [{ ...file, samples: [{ ...file.samples[0], smitpAddress: 'ABC' }] }, 'samples[0].smitpAddress'],
    [{ ...file, meters: [{ role: 'M7', systemTitle: '00' }] }, 'meters[0].role'],
    [{ ...file, meters: [file.meters[1]] }, 'meters'],
    [{ ...file, meters: [{ ...file.meters[0], pod: 'IT 1' }] }, 'meters[0].pod'],
  ])('that is not sound names the place: %#', (given, place) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given)
    expect(() => readParameters(text)).toThrow(expect.objectContaining({ code: 'parameters-invalid' }))
    expect(() => readParameters(text)).toThrow(`${place}: `)
    // Keys stay out of what is told.
    expect(() => readParameters(text)).not.toThrow('1111')
  })
})
