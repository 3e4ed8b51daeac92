import { randomUUID } from 'node:crypto'
import { noQuirks } from '@ferraris/client'
import { type Data, decodeData, encodeData } from '@ferraris/cosem'
import type { LogicalDevice, ServerSettings } from '@ferraris/dlms/server'
import { serveMeter } from '@ferraris/testing/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../inventory/enrol.ts'
import { endDeviceBySerial } from '../../inventory/queries.ts'
import { keepQuirks } from '../../inventory/quirks.ts'
import { MeterReader } from '../../on-demand/meter-reader.ts'
import { intervalBlocks } from '../../readings/queries.ts'
import { clientOf, everyMeter } from '../../testing/every-meter.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { Collector } from '../collector.ts'
import { ownSystemTitle } from '../system-title.ts'
import { Writer } from '../writer.ts'

const now = Date.parse('2026-11-21T10:20:00Z')
const clock = { now: () => now }
const serial = 'FER00000001'
const { meter, secrets } = everyMeter(serial, 0, clock)
let store: Awaited<ReturnType<typeof temporaryStore>>
let writer: Writer
let systemTitle: Uint8Array
let close: () => Promise<void>

/** The deviation of every date-time, with its sign the wrong way round. */
function inverted({ type, value }: Data): Data {
  if (type === 'array' || type === 'structure') return { type, value: value.map(inverted) } as Data
  if (type !== 'octet-string' || value.length !== 12) return { type, value } as Data
  const octets = Uint8Array.from(value)
  new DataView(octets.buffer).setInt16(9, -new DataView(octets.buffer).getInt16(9))
  return { type, value: octets }
}

/** A meter that knows no ranges and writes its deviation the wrong way round. */
function oddDevice(device: LogicalDevice): LogicalDevice {
  return {
    ...device,
    get: (requester, attribute, selection) => {
      if (selection !== undefined) return 'read-write-denied'
      const answer = device.get(requester, attribute)
      const { classId, attributeId } = attribute
      return answer instanceof Uint8Array && [7, 8].includes(classId) && attributeId === 2
        ? encodeData(inverted(decodeData(answer)))
        : answer
    },
  }
}

beforeAll(async () => {
  store = await temporaryStore()
  writer = await Writer.open(store.pool, { gather: 5 })
  systemTitle = await ownSystemTitle(store.kysely)
  const settings: ServerSettings = { ...meter.server, device: oddDevice(meter.server.device) }
  const listener = await serveMeter(settings)
  const uri = `dlms+tcp://127.0.0.1:${listener.port}?client=2&server=1&auth=gmac`
  await enrol(store.pool, ring, [{ serial, uri, keys: [secrets.get(clientOf.gmac)!] }], now)
  close = () => listener.close()
})
afterAll(async () => {
  await close()
  await writer.close()
  await store.remove()
})

async function collected() {
  const trouble = (error: Error) => expect.fail(error.stack)
  const parts = { store, ring, writer, clock, systemTitle, pollMs: 20 }
  const collector = new Collector({ ...parts, observer: { trouble } })
  await store.pool.query('update collection set next_due = $1', [new Date(now)])
  collector.start()
  const { counters } = collector
  while (counters.completed + counters.refused === 0) await new Promise(resolve => setTimeout(resolve, 10))
  await collector.stop()
  return (await endDeviceBySerial(store.kysely, serial, now))!
}

test('a model that differs from the standard is collected once its entry says how', async () => {
  expect(await collected()).toMatchObject({ state: 'refused' })
  const quirks = { ...noQuirks, noLists: true, noRanges: true, deviation: 'inverted' as const }
  await keepQuirks(store.kysely, { model: 'FER', ...noQuirks })
  await keepQuirks(store.kysely, { model: 'FER FERRARIS', ...quirks })
  expect(await collected()).toMatchObject({ state: 'reachable', clockOffsetSeconds: 0, completeness: 1 })

  const days = { from: '2026-11-20', to: '2026-11-20' }
  const [block] = await intervalBlocks(store.kysely, { endDevice: serial, obis: '1.0.1.8.0.255', ...days })
  const start = Date.parse('2026-11-19T23:00:00Z') / 1000
  const [first, last] = [start, start + 86_400].map(moment => meter.store.registers(moment)[0])
  expect(block!.values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0)).toBe(last! - first!)
})

test('no list is asked of a meter that cannot answer one', async () => {
  const owner = randomUUID()
  const parts = { db: store.kysely, now: clock.now, pool: store.pool, ring, writer, systemTitle, owner }
  const { frames, registers } = (await new MeterReader(parts).readRegisters(serial, [
    '1.0.1.8.0.255',
    '1.0.2.8.0.255',
  ]))!
  expect(registers).toHaveLength(2)
  expect(frames.map(({ title }) => title).filter(title => /list/i.test(title))).toEqual([])
})
