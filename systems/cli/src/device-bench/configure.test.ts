import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { readParameters } from '@ferraris/conformance'
import { clients, logicalDevice } from '@ferraris/meter'
import { testMeter } from '@ferraris/testing/meter'
import { formatMeterUri, listenDlms } from '@ferraris/transport'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgram } from '../program.ts'
import { openOwnDevice } from './own-device.ts'

let folder: string
let printed = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-configure-'))
  vi.stubEnv('XDG_STATE_HOME', folder)
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function key(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet)
}

test('uc K-27 the configuration tool has a meter send to a sample, which hears it; revoked, it sends no more', async () => {
  const serial = 'FER00000042'
  const clock = { at: Date.UTC(2026, 10, 21, 11, 7) }
  const management = { guek: key(3), gak: key(4) }
  const meter = testMeter({
    serial,
    keys: { reader: { guek: key(1), gak: key(2) }, management, masterKey: key(9) },
    clock: { now: () => clock.at },
  })
  const listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: logicalDevice,
    settings: meter.server,
    maxConnections: 4,
    idleTimeoutMs: 60_000,
    onFailure: error => {
      throw error
    },
  })
  const uri = formatMeterUri({
    medium: 'tcp',
    host: '127.0.0.1',
    port: listener.port,
    framing: 'wrapper',
    client: clients.management,
    server: logicalDevice,
    auth: 'gmac',
    device: serial,
  })
  const entry = {
    device: serial,
    client: clients.management,
    guek: toHex(management.guek),
    gak: toHex(management.gak),
  }
  const ring = (kek: object) => JSON.stringify([{ ...entry, ...kek }])
  const parameters = {
    maker: 'Acme',
    model: 'Plug',
    hardware: '2',
    firmware: '1.4.0',
    meters: [{ role: 'M1', systemTitle: toHex(meter.server.systemTitle) }],
    samples: [{ sample: 'A1', smitpAddress: '4D4143000001', operatingKey: toHex(key(7)) }],
  }
  const file = join(folder, 'plug.json')
  writeFileSync(file, JSON.stringify(parameters))
  const run = async (keys: object, ...words: string[]) => {
    const all = ['customer-device', 'configure', uri, '--keys', ring(keys), ...words]
    await createProgram().parseAsync(all, { from: 'user' })
    return printed
  }
  const kek = { kek: toHex(key(9)) }
  try {
    await expect(run({}, '--parameters', file)).rejects.toThrow(/master key/)
    await expect(run(kek, '--parameters', file, '--profile', 'all')).rejects.toThrow(/all is not known/)
    await expect(run(kek)).rejects.toThrow(/is missing/)
    expect(await run(kek, '--parameters', file, '--threshold', '60000')).toMatch(
      /sends to sample A1, profile monitoring/,
    )
    expect(meter.chain2.association).toMatchObject({ aca: '4D4143000001', pod: 'IT001E00000001' })
    expect(meter.chain2.settings).toMatchObject({ gap: 300, weeklyThreshold: 60_000 })

    // The same file makes a device of ours, once it says for which point of delivery.
    const make = ['customer-device', 'make', 'A1', '--parameters', file, '--data', join(folder, 'device')]
    await expect(createProgram().parseAsync(make, { from: 'user' })).rejects.toThrow(/meters\[0\].pod/)
    const meters = parameters.meters.map(one => ({ ...one, pod: 'IT001E00000001' }))
    writeFileSync(file, JSON.stringify({ ...parameters, meters }))
    await createProgram().parseAsync([...make, '--json'], { from: 'user' })
    const { hardware, timeZone, samples, ...known } = readParameters(readFileSync(file, 'utf8'))
    const made = { maker: 'Ferraris', hardware, timeZone, samples, meters: known.meters, isPreset: true }
    expect(readParameters(printed)).toMatchObject(made)

    const read = readParameters(JSON.stringify(parameters))
    const device = openOwnDevice(read, read.samples[0]!, clock.at / 1000)
    clock.at += 3_600_000
    for (const { apdu } of meter.chain2.departures(clock.at / 1000)) await device.send(apdu)
    const [today] = await device.counters('M1')
    expect(today).toMatchObject({ day: '2026-11-21', loadCurve: 4 })
    await device.close()

    expect(await run(kek, '--revoke')).toContain('no device any more')
    expect(meter.chain2.association).toBeUndefined()
  } finally {
    await listener.close()
  }
})
