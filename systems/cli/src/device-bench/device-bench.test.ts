import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import {
  CustomerDevice,
  DeviceStore,
  modemWay,
  openKeyVault,
  openLocalServer,
  Pairings,
  pushWay,
} from '@ferraris/customer-device'
import { layCable, socatIsHere } from '@ferraris/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgram } from '../program.ts'
import { ownParameters } from './own-device.ts'

let folder: string
let printed: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-device-bench-'))
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  rmSync(folder, { recursive: true })
})

async function run(...words: string[]): Promise<string> {
  printed = ''
  await createProgram().parseAsync(['customer-device', ...words], { from: 'user' })
  return printed
}
interface Report {
  readonly verdict: string
  readonly cases: readonly { readonly id: string; readonly verdict: string; readonly detail: string }[]
  readonly signature: { readonly publicKey: string }
}

test('uc CH2-9 our own device passes on each of three samples; a report holds for its versions and is found out when changed', async () => {
  const key = join(folder, 'bench.pem')
  for (const sample of ['FER-1', 'FER-2', 'FER-3']) {
    const file = join(folder, `${sample}.json`)
    const told = JSON.parse(
      await run('test', '--sample', sample, '--key', key, '--report', file, '--json'),
    ) as Report
    expect(told.cases.filter(({ verdict }) => verdict !== 'PASS')).toEqual([])
    expect(told).toMatchObject({ sample, hardware: 'virtual 1', firmware: '0.1.0', verdict: 'PASS' })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(told)
  }
  expect(statSync(key).mode & 0o777).toBe(0o600)
  const file = join(folder, 'FER-1.json')
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  const { publicKey } = report.signature
  expect(await run('verify', file, '--bench', publicKey, '--firmware', '0.1.0')).toContain('holds: PASS')
  expect(process.exitCode).toBeUndefined()
  // A new firmware is another device: the tests are run again.
  expect(await run('verify', file, '--firmware', '0.2.0')).toMatch(
    /does not hold: firmware 0\.1\.0 was tested/,
  )
  expect(process.exitCode).toBe(1)
  writeFileSync(file, JSON.stringify({ ...report, sample: 'FER-9' }))
  expect(JSON.parse(await run('verify', file, '--json'))).toMatchObject({
    holds: false,
    doubt: 'it was changed after it was signed',
  })
})

/** A device that runs by itself, at TCP and with its interface; as a stranger's it is known by its parameter file alone. */
async function strangersDevice(modem?: string) {
  const parameters = ownParameters()
  const [sample] = parameters.samples
  const { operatingKey, authenticationKey, smitpAddress } = sample!
  const settings = {
    id: 'DU-1',
    hardware: '2',
    firmware: '1.4.0',
    address: smitpAddress,
    initialKey: operatingKey,
    timeZone: 'Europe/Rome',
    meters: parameters.meters.map(({ role, systemTitle }) => ({
      role,
      systemTitle: toHex(systemTitle),
      pod: 'IT001E00000001',
      keys: { encryptionKey: operatingKey, authenticationKey },
    })),
  }
  const store = new DeviceStore(folder, openKeyVault(join(folder, 'keys')))
  const device = new CustomerDevice({ settings, store, now: () => Math.floor(Date.now() / 1000) })
  const { promise: placed, resolve } = Promise.withResolvers<string>()
  const opener =
    modem === undefined
      ? pushWay(device, { medium: 'tcp', host: '127.0.0.1', port: 0 }, [], resolve)
      : modemWay(device, { path: modem, baud: 57_600, bits: 8, parity: 'none', stop: 1 })
  const way = await opener(() => {})
  if (modem !== undefined) resolve(modem)
  const pairings = new Pairings({ load: () => [], save: () => {} }, Date.now)
  const local = await openLocalServer({ device, pairings, frames: () => [], host: '127.0.0.1', port: 0 })
  const paired = pairings.pair(pairings.offer().code, 'bench')
  if (typeof paired === 'string') throw new Error(paired)
  vi.stubEnv('FERRARIS_DEVICE_TOKEN', paired.token)
  const file = join(folder, 'parameters.json')
  const hex = (key: Uint8Array) => toHex(key)
  const text = {
    maker: 'Acme',
    model: 'Plug',
    hardware: '2',
    firmware: '1.4.0',
    meters: parameters.meters.map(({ role, systemTitle }) => ({ role, systemTitle: hex(systemTitle) })),
    samples: [{ sample: 'A1', smitpAddress, operatingKey: hex(operatingKey) }],
  }
  writeFileSync(file, JSON.stringify(text))
  return {
    file,
    place: `tcp://${await placed}`,
    support: `http://127.0.0.1:${local.port}`,
    async close() {
      await way.close()
      await local.close()
      store.close()
    },
  }
}

test("uc K-27 a stranger's device is tested over TCP by its parameter file and its support tool, which is a command, too", async () => {
  const device = await strangersDevice()
  try {
    const reach = [
      '--parameters',
      device.file,
      '--support',
      device.support,
      '--key',
      join(folder, 'bench.pem'),
    ]
    const told = JSON.parse(await run('test', device.place, ...reach, '--patience', '60', '--json')) as Report
    const open = told.cases.filter(({ verdict }) => verdict !== 'PASS')
    // Its supply cannot be switched, nor its clock.
    expect(open.map(({ id, verdict }) => `${verdict} ${id}`)).toEqual([
      'INAPPLICABLE ciphering.held-back',
      'INCONCLUSIVE supply.marks-the-day',
      'INCONCLUSIVE supply.keeps-counters',
      'INCONCLUSIVE supply.keeps-replay-protection',
      'INCONCLUSIVE supply.receives-again',
    ])
    expect(told.verdict).toBe('INCONCLUSIVE')
    const { days, versions } = JSON.parse(await run('support', device.support, '--json')) as {
      days: object[]
      versions: object
    }
    expect(days).toHaveLength(60)
    expect(versions).toMatchObject({ firmware: '1.4.0' })
    expect(await run('support', device.support)).toMatch(/instPower.*\n.*\d{4}-\d\d-\d\d .*\([0-9a-f]{4}\)/)
  } finally {
    await device.close()
  }
})

test.runIf(socatIsHere())(
  "a device behind a modem's host interface is tested by a bench in the modem's place",
  async () => {
    const cable = await layCable()
    const [port, reader] = cable.ends
    const device = await strangersDevice(reader)
    try {
      const files = ['--parameters', device.file, '--support', device.support, '--patience', '60']
      const words = [
        'test',
        `serial://${port}`,
        '--framing',
        'modem',
        ...files,
        '--only',
        'reception',
        '--json',
      ]
      const told = JSON.parse(await run(...words)) as Report
      expect(told.cases.length).toBeGreaterThan(0)
      expect(told.cases.filter(({ verdict }) => verdict !== 'PASS')).toEqual([])
    } finally {
      await device.close()
      await cable.unplug()
    }
  },
)

test('what cannot be used is named', async () => {
  const refused = (words: string[], detail: RegExp) => expect(run(...words)).rejects.toThrow(detail)
  await refused(['test', 'tcp://127.0.0.1:9'], /is missing/)
  await refused(['test', '--sample', 'X'], /X is not in the parameter file/)
  await refused(['test', '--only', 'nothing', '--key', join(folder, 'k')], /no case begins so/)
  const file = join(folder, 'parameters.json')
  writeFileSync(file, '{"maker":""}')
  await refused(['test', '--parameters', file], /samples: must be a list/)
  writeFileSync(join(folder, 'other.pem'), 'no key')
  await refused(['test', '--key', join(folder, 'other.pem')], /is no key of a bench/)
  writeFileSync(join(folder, 'report.json'), '{}')
  await refused(['verify', join(folder, 'report.json')], /it is no ferraris-customer-device-report/)
  await refused(['support', 'echo {}'], /schema/)
})
