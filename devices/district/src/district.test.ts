import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  type Data,
  data,
  dateTimeAt,
  decodeData,
  encodeDateTime,
  obis,
  obisToOctets,
  zone,
} from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import { civilDay, LocalCalendar, readLoadCurves } from '@ferraris/meter'
import { type DlmsSession, openDlms, parseMeterUri } from '@ferraris/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { type District, describeDistrict, startDistrict } from './district.ts'
import { DistrictError } from './district-error.ts'
import { forkDistrict } from './fork.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const noon = calendar.of(civilDay(2026, 11, 21)).start + 12 * 3600
const clock = { now: () => noon * 1000 }

const folders: string[] = []
const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(district => district.close()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-district-'))
  folders.push(folder)
  return folder
}

async function start(
  data: string,
  change: Partial<Parameters<typeof startDistrict>[0]> = {},
): Promise<District> {
  const district = await startDistrict({
    meters: 3,
    seed: 5,
    data,
    historyDays: 10,
    clock,
    basePort: 0,
    ...change,
  })
  running.push(district)
  return district
}

/** A session as the reader of a meter, with the keys of the ring. */
function open(folder: string, uri: string, counter = 1) {
  const place = parseMeterUri(uri)
  const ring: { device: string; client: number; guek: string; gak: string }[] = JSON.parse(
    readFileSync(join(folder, 'keys.json'), 'utf8'),
  )
  const keys = ring.find(({ device, client }) => device === place.device && client === 2)
  if (keys === undefined) throw new Error('no keys')
  return openDlms(place, {
    timeoutMs: 30_000,
    counters: { next: counter, end: counter + 100 },
    settings: {
      authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
      security: {
        systemTitle: Buffer.from('TESTCLNT'),
        keys: new SuiteKeys(Buffer.from(keys.guek, 'hex'), Buffer.from(keys.gak, 'hex')),
        protection: { authenticated: true, encrypted: true },
      },
      proposedConformance: conformanceOf('get', 'selective-access', 'block-transfer-with-get-or-read'),
      maxReceivePduSize: 8192,
      maxResponseLength: 1_000_000,
    },
  })
}

function stamp(instant: number) {
  return data.octets(encodeDateTime(dateTimeAt(instant, calendar.zone)))
}

/** The import increments of a local day, as a head-end takes them from cumulative rows. */
async function readDay(session: DlmsSession, day: number): Promise<number[]> {
  const { start: from, end: to } = calendar.of(day)
  const clockObject = data.structure(
    data.longUnsigned(8),
    data.octets(obisToOctets(obis('0.0.1.0.0.255'))),
    data.integer(2),
    data.longUnsigned(0),
  )
  const [result] = await session.get({
    classId: 7,
    obis: obis('1.0.99.1.0.255'),
    attribute: 2,
    selection: { selector: 1, parameters: data.structure(clockObject, stamp(from), stamp(to), data.array()) },
  })
  if (result?.kind !== 'data') throw new Error(result?.result)
  const rows = decodeData(result.data)
  if (rows.type !== 'array') throw new Error('no rows')
  const totals = rows.value.map(
    row => (row.type === 'structure' ? (row.value[2] as Data).value : 0) as number,
  )
  return totals.slice(1).map((total, index) => total - totals[index]!)
}

describe('a district', () => {
  test('gives each meter a serial, a household, a port and keys of its own', async () => {
    const folder = newFolder()
    const { meters } = await start(folder)
    expect(meters.map(({ serial }) => serial)).toEqual(['FER00000001', 'FER00000002', 'FER00000003'])
    expect(new Set(meters.map(({ uri }) => uri)).size).toBe(3)
    expect(describeDistrict(folder)).toEqual({ meters })
    for (const file of ['keys.json', 'master-keys.json', 'meters.journal']) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    }
    const ring = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))
    expect(ring).toHaveLength(6)
    expect(
      new Set(ring.flatMap((entry: { guek: string; gak: string }) => [entry.guek, entry.gak])).size,
    ).toBe(12)
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).not.toMatch(/[0-9a-f]{32}/)
  })

  test('is read over TCP with the keys of its ring, and only with them', async () => {
    const folder = newFolder()
    const [meter, other] = (await start(folder)).meters
    const { uri } = meter!
    const session = await open(folder, uri)
    expect(await readDay(session, civilDay(2026, 11, 20))).toHaveLength(96)
    await session.release()
    const swapped = uri.replace('FER00000001', other!.serial)
    await expect(open(folder, swapped)).rejects.toThrow(/key/)
  })

  test('goes on where it was: same addresses, same keys, same past, and no counter twice', async () => {
    const folder = newFolder()
    const first = await start(folder)
    const session = await open(folder, first.meters[0]!.uri)
    const before = await readDay(session, civilDay(2026, 11, 15))
    await session.release()
    await first.close()
    const second = await start(folder, { seed: 99 })
    expect(second.meters).toEqual(first.meters)
    await expect(open(folder, second.meters[0]!.uri)).rejects.toThrow(/counter/)
    const again = await open(folder, second.meters[0]!.uri, 1000)
    expect(await readDay(again, civilDay(2026, 11, 15))).toEqual(before)
    again.close()
  })

  test('grows when more meters are asked for, and starts fewer when fewer are', async () => {
    const folder = newFolder()
    const small = await start(folder, { meters: 2 })
    await small.close()
    const large = await start(folder, { meters: 4 })
    expect(large.meters).toHaveLength(4)
    expect(large.meters.slice(0, 2)).toEqual(small.meters)
    await large.close()
    expect((await start(folder, { meters: 1 })).meters).toEqual(small.meters.slice(0, 1))
    expect(describeDistrict(folder).meters).toHaveLength(4)
  })

  test('reports what keeps it from starting', async () => {
    const folder = newFolder()
    await start(folder)
    const refused = (change: Parameters<typeof start>[1], from = folder) =>
      start(from, change).then(
        () => 'started',
        error => (error instanceof DistrictError ? error.code : error),
      )
    expect(await refused({})).toBe('in-use')
    await running.pop()?.close()
    expect(await refused({ meters: 0 })).toBe('bad-option')
    expect(await refused({ historyDays: 1.5 })).toBe('bad-option')
    expect(await refused({ loadCurves: '/tmp/other.csv' })).toBe('other-load')
    expect(await refused({}, join(folder, 'keys.json', 'no-folder'))).toBe('data-unusable')
    expect(() => describeDistrict(newFolder())).toThrow(DistrictError)
    writeFileSync(join(folder, 'keys.json'), '[]')
    expect(await refused({})).toBe('keys-damaged')
    writeFileSync(join(folder, 'manifest.json'), '{"version":7}')
    expect(await refused({})).toBe('manifest-damaged')
  })

  test('counts the meters that hang on its lines, not those that its concentrators know of', async () => {
    const district = await start(newFolder(), { meters: 8, direct: 0, substations: 2 })
    const { concentrators } = district.lines!.progress()
    expect(concentrators.reduce((sum, { meters }) => sum + meters, 0)).toBe(8)
    expect(concentrators.map(({ found }) => found)).toEqual([0, 0])
  })

  test('takes the next port where one is in use', async () => {
    const [meter] = (await start(newFolder())).meters
    const { uri } = meter!
    const used = Number(new URL(uri).port)
    const { meters } = await start(newFolder(), { basePort: used })
    expect(meters).toHaveLength(3)
    expect(meters.map(other => Number(new URL(other.uri).port))).not.toContain(used)
  })

  test('gives a meter another port where a stranger has taken its own, and keeps that', async () => {
    const folder = newFolder()
    const before = (await start(folder)).meters
    await running.pop()?.close()
    const port = Number(new URL(before[1]!.uri).port)
    const stranger = createServer().listen(port, '127.0.0.1')
    await once(stranger, 'listening')
    const { meters } = await start(folder, { meters: 2 })
    await running.pop()?.close()
    stranger.close()
    expect(meters[0]).toEqual(before[0])
    expect(Number(new URL(meters[1]!.uri).port)).not.toBe(port)
    expect((await start(folder)).meters).toEqual([...meters, before[2]])
  })

  test('serves on while many clients hold silent connections', async () => {
    const folder = newFolder()
    const { meters } = await start(folder)
    const { hostname, port } = new URL(meters[0]!.uri)
    const crowd = Array.from({ length: 300 }, () => connect(Number(port), hostname).on('error', () => {}))
    await Promise.all(crowd.map(socket => once(socket, 'connect').catch(() => undefined)))
    const session = await open(folder, meters[1]!.uri)
    expect(await readDay(session, civilDay(2026, 11, 19))).toHaveLength(96)
    session.close()
    for (const socket of crowd) socket.destroy()
  })

  test('runs in a process of its own, and ends with a word', async () => {
    const folder = newFolder()
    const district = await forkDistrict({ meters: 2, seed: 5, data: folder, historyDays: 3, basePort: 0 })
    const session = await open(folder, district.meters[1]!.uri)
    const [result] = await session.get({ classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 })
    expect(result?.kind).toBe('data')
    await session.release()
    await expect(
      forkDistrict({ meters: 2, seed: 5, data: folder, historyDays: 3, basePort: 0 }),
    ).rejects.toMatchObject({ code: 'in-use', message: expect.stringContaining(`process ${district.pid} `) })
    await district.close()
    expect(await district.ended).toBe(0)
  })

  test('loses nothing it has confirmed to kill -9', async () => {
    const folder = newFolder()
    const district = await forkDistrict({ meters: 1, seed: 5, data: folder, historyDays: 3, basePort: 0 })
    const session = await open(folder, district.meters[0]!.uri, 5000)
    await session.get({ classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 })
    process.kill(district.pid, 'SIGKILL')
    await district.ended
    const again = await forkDistrict({ meters: 1, seed: 5, data: folder, historyDays: 3, basePort: 0 })
    running.push(again)
    expect(again.meters).toEqual(district.meters)
    await expect(open(folder, again.meters[0]!.uri, 5000)).rejects.toThrow(/counter/)
  })
})

const swiss = resolve(import.meta.dirname, '../../../../shared/data/ch-15min/load_15min_wh.csv.gz')

describe.skipIf(!existsSync(swiss))(`a district on measured curves (skipped when ${swiss} is absent)`, () => {
  test('gives over the wire the curve of each household, to the Wh', async () => {
    const folder = newFolder()
    const { meters, missing } = await start(folder, { loadCurves: swiss, meters: 5 })
    expect(missing).toBe(0)
    const curves = readLoadCurves(swiss)
    for (const { uri, household } of meters) {
      const session = await open(folder, uri)
      for (const day of [civilDay(2026, 11, 12), civilDay(2026, 11, 20)]) {
        expect(await readDay(session, day)).toEqual([...(curves.source(household)?.day(day).import ?? [])])
      }
      session.close()
    }
  })
})
