import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { civilDay } from '@ferraris/meter'
import { testMeter } from '@ferraris/testing/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedMeter } from '../meter/read/served-meter.fixture.ts'
import { callHeadEnd } from '../meter/serve/call-head-end.ts'
import { type CommandLine, commandLine } from './command-line.fixture.ts'
import { pushPlaces } from './pushes.ts'

interface FirmwarePart {
  readonly part: string
  readonly version: string
  readonly signature: string
}
interface Caller {
  readonly systemTitle: string
}

let line: CommandLine
let meter: Awaited<ReturnType<typeof servedMeter>>
beforeAll(async () => {
  const today = new Date()
  const origin = civilDay(today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate()) - 3
  meter = await servedMeter({ at: Date.now(), moving: true, origin })
  line = await commandLine({ pushes: pushPlaces({ pushPort: 0 }) })
  const keys = meter.ring.flatMap(({ client, guek, gak }) =>
    client !== undefined && guek !== undefined && gak !== undefined ? [{ client, guek, gak }] : [],
  )
  await line.headEnd.enrol([
    { serial: meter.serial, uri: meter.uris['DLMS/IP'], keys },
    { serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9?client=16&server=1&auth=none', keys: [] },
  ])
})
afterAll(async () => {
  await line.close()
  await meter.close()
})

test('a check tells how far the way to a meter goes, and statistics count sessions', async () => {
  expect(await line.json('check', 'meter', meter.serial)).toMatchObject({ verdict: 'reachable' })
  expect(await line.run('check', 'meter', 'FER00000001')).toMatch(/FER00000001 +no-link/)
  expect(await line.run('check', 'night')).toContain('no silent meters')
  expect(await line.run('check', 'statistics')).toContain(meter.serial)
  const csv = join(line.folder, 'communication.csv')
  await line.run('check', 'statistics', '--csv', csv)
  expect(readFileSync(csv, 'utf8')).toContain(meter.serial)
})

test('a diagnosis is taken, listed, shown and written as a document', async () => {
  const { id } = await line.json<{ readonly id: string }>(
    'diagnosis',
    'take',
    meter.serial,
    '--reason',
    'routine',
  )
  expect(await line.run('diagnosis', 'list', '--meter', meter.serial)).toContain(id)
  expect(await line.run('diagnosis', 'show', id)).toMatch(/0\.0\.96\.3\.10\.255:3 .*connected/)
  const pdf = join(line.folder, 'diagnosis.pdf')
  await line.run('diagnosis', 'report', id, '--out', pdf)
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
  await expect(line.run('diagnosis', 'take', 'FER00000099')).rejects.toMatchObject({ code: 'status-404' })
})

test('what a diagnosis has shown of firmware is trusted, or not any more', async () => {
  const { items } = await line.json<{ readonly items: readonly FirmwarePart[] }>('health', 'firmware')
  const { part, version, signature } = items[0]!
  expect(await line.run('health', 'trust', part, version, signature)).toContain('is trusted')
  expect(await line.run('health', 'firmware')).toContain(' trusted')
  await line.run('health', 'trust', part, version, signature, '--withdraw')
  for (const list of ['batteries', 'memory', 'temperatures']) await line.run('health', list)
  expect(await line.run('health', 'battery-replaced', meter.serial)).toContain('noted')
})

test('the quality of supply at a meter is read, shown and watched', async () => {
  expect(await line.run('quality', 'read', meter.serial)).toMatch(/voltage THD +L1 [\d.]+ % +L2/)
  expect(await line.run('quality', 'show', meter.serial)).toMatch(/sags +0/)
  expect(await line.run('quality', 'watch', meter.serial, '--hours', '6')).toContain('every 6 h')
  expect(await line.run('quality', 'watch', meter.serial, '--off')).toContain('on demand only')
  await expect(line.run('quality', 'line', 'C9')).rejects.toMatchObject({ code: 'status-404' })
})

test('cases are searched and listed, and one that is not there is refused', async () => {
  expect(await line.run('finding', 'search')).toMatch(/no case|case/)
  expect(await line.json('finding', 'list')).toMatchObject({ items: expect.any(Array) })
  await expect(line.run('finding', 'show', '99')).rejects.toMatchObject({ code: 'status-404' })
})

test('a meter that calls and is not known is listed, enrolled with its keys, and read over its own connection', async () => {
  const place = line.headEnd.pushPlaces[0]!.replace('tcp://', '')
  const pair = (digit: string) => ({ guek: digit.repeat(32), gak: digit.repeat(32) })
  const bytes = ({ guek, gak }: ReturnType<typeof pair>) => ({
    guek: Buffer.from(guek, 'hex'),
    gak: Buffer.from(gak, 'hex'),
  })
  const [reader, management] = [pair('1'), pair('2')]
  const keys = { reader: bytes(reader), management: bytes(management) }
  const caller = callHeadEnd(testMeter({ serial: 'FER00000077', clock: Date, keys }), place)
  try {
    await expect
      .poll(() => line.run('push', 'callers'), { timeout: 60_000, interval: 300 })
      .toContain('FER00000077')
    const { items } = await line.json<{ readonly items: readonly Caller[] }>('push', 'callers')
    const { systemTitle } = items[0]!
    expect(await line.run('push', 'status')).toContain('1 caller')
    const ring = (device: string) => JSON.stringify([{ device, client: 2, ...reader }])
    await expect(line.run('push', 'enrol', systemTitle, '--keys', ring('FER00000078'))).rejects.toThrow(
      /FER00000077/,
    )
    await expect(line.run('push', 'enrol', '00', '--keys', ring('x'))).rejects.toThrow(/system-title/)
    const enrolled = await line.run('push', 'enrol', systemTitle, '--keys', ring('FER00000077'))
    expect(enrolled).toContain('FER00000077 is enrolled')
    await expect
      .poll(() => line.json('check', 'meter', 'FER00000077'), { timeout: 60_000, interval: 300 })
      .toMatchObject({ verdict: 'reachable' })
    expect(await line.run('push', 'callers')).toContain('every meter that calls is in the inventory')
    await expect(line.run('push', 'forget', '4645520000000099')).rejects.toMatchObject({ code: 'status-404' })
    expect(await line.run('push', 'refused')).toContain('no push was refused')
  } finally {
    caller?.close()
  }
})
