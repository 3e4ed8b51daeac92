import { data, encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import { type HarmKind, type Meter, type PushMessage, serialOf } from '@ferraris/meter'
import { idisCodes, msOf, obisCodes, secondsOf } from '@ferraris/metering'
import { LinkedClient, namedKeys, testMeter } from '@ferraris/testing/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAlarms } from '../alarms/desk/queries.ts'
import { listEndDeviceEvents } from '../events/queries.ts'
import { enrol } from '../inventory/enrol.ts'
import { ring } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { connected, framed, openDoor } from './pushing.fixture.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')
const serial = serialOf(42)
const management = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

const clock = { now: noon }
const sent: PushMessage[] = []
let store: Awaited<ReturnType<typeof temporaryStore>>
let open: Awaited<ReturnType<typeof openDoor>>
let meter: Meter

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}

function write(
  classId: number,
  instanceId: typeof obisCodes.alarmPush,
  attributeId: number,
  octets: Uint8Array,
) {
  return meter.server.device.set(management, { classId, instanceId, attributeId }, octets)
}

beforeAll(async () => {
  store = await temporaryStore()
  const push = { send: (message: PushMessage) => sent.push(message) > 0 }
  meter = testMeter({ serial, clock: { now: () => clock.now }, push })
  const { guek, gak } = namedKeys.management
  await enrol(
    store.pool,
    ring,
    [
      {
        serial,
        uri: 'dlms+tcp://127.0.0.1:20001?client=1&server=1&auth=gmac',
        systemTitle: hex(meter.identity.systemTitle),
        keys: [{ client: 1, guek: hex(guek), gak: hex(gak) }],
        eventProfile: 'ferraris',
      },
    ],
    noon,
  )
  open = await openDoor(store, clock)
  const { id, type } = classes.pushSetupV0.attributes.sendDestinationAndMethod
  const destination = {
    service: 'tcp',
    destination: Buffer.from(`127.0.0.1:${open.port}`),
    message: 'a-xdr',
  } as const
  expect(write(40, obisCodes.alarmPush, id, encodeData(type.encode(destination)))).toBe('success')
})
afterAll(async () => {
  await open.door.close()
  await store.remove()
})

/** Brings what the meter has handed to its host to the head-end. */
async function delivered(): Promise<void> {
  for (const { apdu } of sent.splice(0)) {
    const socket = await connected(open.port)
    socket.end(framed(apdu))
    await new Promise(resolve => socket.once('close', resolve))
  }
  await open.door.settled()
}

/** The push of an event has come, and an alarm was raised; the descriptor is free for the next. */
async function isTold(code: number): Promise<void> {
  await delivered()
  const { items } = await listEndDeviceEvents(store.kysely, { endDevice: serial, limit: 10 })
  expect(items[0]).toMatchObject({
    code,
    log: obisCodes.fraudLog,
    learnt: ['push'],
    time: new Date(clock.now).toISOString(),
  })
  const alarms = await listAlarms(store.kysely, { limit: 10 })
  expect(alarms.items[0]).toMatchObject({ severity: 'critical' })
  // What the head-end has read it clears: the next one is pushed again.
  expect(write(1, obisCodes.alarmDescriptor, 2, encodeData(data.doubleLongUnsigned(0)))).toBe('success')
}

test.each<[HarmKind, code: number]>([
  ['meter-cover', 44],
  ['magnet', 42],
  ['wrong-password', 46],
])(
  'uc 2.a.2-1 %s at a meter is an event and an alarm here, though the register of the meter still stands',
  async (kind, code) => {
    clock.now += msOf(60)
    meter.harm({ kind, from: secondsOf(clock.now) })
    await isTold(code)
  },
)

test('uc 2.a.2-1 frames that are sent again are refused by their counters, and told', async () => {
  clock.now += msOf(3600)
  const { guek, gak } = namedKeys.management
  const systemTitle = Buffer.from('CLI00001')
  const terms = {
    authentication: { mechanism: 'gmac', challenge: new Uint8Array(16).fill(7) },
    systemTitle,
    security: {
      systemTitle,
      keys: new SuiteKeys(guek, gak),
      protection: { authenticated: true, encrypted: true },
    },
    proposedConformance: conformanceOf('get'),
    maxReceivePduSize: 1024,
    maxResponseLength: 1024,
  } as const
  const associate = () =>
    new LinkedClient(meter.server, terms, {
      firstCounter: 5000,
      onOutput: output => output.kind === 'event' && meter.log(output.event),
    })
  associate()
  // Recorded, and sent once more.
  expect(associate).toThrow()
  await isTold(idisCodes.replayAttempt)
})
