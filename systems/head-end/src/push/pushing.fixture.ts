import { connect, type Socket } from 'node:net'
import { Writer as OctetWriter } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { data, dateTimeAt, encodeData, encodeDateTime, obis, obisToOctets, zone } from '@ferraris/cosem'
import { apduTags } from '@ferraris/dlms/apdu'
import { encodeNotification } from '@ferraris/dlms/push'
import { SuiteKeys } from '@ferraris/dlms/security'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { obisCodes } from '@ferraris/metering'
import { ownSystemTitle } from '../collection/system-title.ts'
import { enrol } from '../inventory/enrol.ts'
import type { Store } from '../store.ts'
import { ring } from '../testing/readings.ts'
import { Roads } from './call-in/roads.ts'
import { PushDoor } from './push-door.ts'
import type { PushPlace } from './push-place.ts'
import type { PushReason } from './push-reason.ts'

/** A meter that pushes alarms, as its octets go over the wire. */
export interface PushingMeter {
  readonly serial: string
  readonly title: Uint8Array
  readonly keys: SuiteKeys
  counter: number
}

const gak = '1112131415161718191a1b1c1d1e1f20'
const rome = zone('Europe/Rome')

/** The n-th meter, n from 1. */
export function pushingMeter(n: number): PushingMeter {
  const guek = n.toString(16).padStart(32, '0')
  const title = Buffer.from(`464552${n.toString(16).padStart(10, '0')}`, 'hex')
  return {
    serial: `FER${String(n).padStart(8, '0')}`,
    title: new Uint8Array(title),
    keys: new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex')),
    counter: 0,
  }
}

/** How the n-th meter is enrolled. */
export function pushingEnrolment(n: number) {
  const { serial, title } = pushingMeter(n)
  return {
    serial,
    uri: `dlms+tcp://127.0.0.1:${20_000 + n}?client=1&server=1&auth=gmac`,
    systemTitle: Buffer.from(title).toString('hex'),
    keys: [{ client: 1, guek: n.toString(16).padStart(32, '0'), gak }],
  }
}

/** Enrols the first meters. */
export async function enrolPushing(store: Store, count: number, now: number): Promise<PushingMeter[]> {
  const meters = Array.from({ length: count }, (_, i) => pushingMeter(i + 1))
  const devices = meters.map((_, i) => pushingEnrolment(i + 1))
  await enrol(store.pool, ring, devices, now)
  return meters
}

export interface AlarmOptions {
  /** When it was made, seconds since 1970. */
  readonly time: number
  /** Alarm descriptor 1. */
  readonly word?: number
  /** The event that set its last bit. */
  readonly entry?: { readonly log: string; readonly code: number; readonly time: number }
  readonly setup?: string
  readonly confirmed?: boolean
  readonly id?: number
}

function moment(seconds: number): Uint8Array {
  return encodeDateTime(dateTimeAt(seconds, rome))
}

/** An alarm as our meters push it, in plain. */
export function alarm(serial: string, options: AlarmOptions): Uint8Array {
  const { time, word = 0, entry, setup = obisCodes.alarmPush, confirmed = false, id = 1 } = options
  const event =
    entry === undefined
      ? []
      : [
          data.structure(
            data.octets(obisToOctets(obis(entry.log))),
            data.unsigned(entry.code),
            data.octets(moment(entry.time)),
          ),
        ]
  return encodeNotification({
    kind: 'data-notification',
    longInvokeId: id,
    confirmed,
    time: moment(time),
    body: encodeData(
      data.structure(
        data.octets(obisToOctets(obis(setup))),
        data.octets(Buffer.from(serial)),
        data.octets(moment(time)),
        data.doubleLongUnsigned(word),
        data.doubleLongUnsigned(0),
        ...event,
      ),
    ),
  })
}

/** An APDU in general-glo-ciphering; `control` 0x30 authenticates and encrypts. */
export function ciphered(
  meter: PushingMeter,
  plain: Uint8Array,
  counter = ++meter.counter,
  control = 0x30,
): Uint8Array {
  const octets = meter.keys.protect(control, meter.title, counter, plain)
  const writer = new OctetWriter(octets.length + 16).u8(apduTags['general-glo-ciphering'])
  axdr.octetString.encode(writer, meter.title)
  axdr.octetString.encode(writer, octets)
  return writer.finish()
}

export function framed(apdu: Uint8Array): Uint8Array {
  return encodeWpdu({ source: 1, destination: 103, apdu })
}

/** A door over a real store, whose clock stands until a test moves it. */
export async function openDoor(store: Store, clock: { now: number }, place: Partial<PushPlace> = {}) {
  const refused: PushReason[] = []
  const soon: number[] = []
  const stored = { pushes: 0, fresh: 0 }
  const roads = new Roads({
    ask: async () => undefined,
    find: async answers => answers.map(() => undefined),
    called() {},
    trouble() {},
  })
  const door = new PushDoor({
    pool: store.pool,
    ring,
    now: () => clock.now,
    ownTitle: await ownSystemTitle(store.kysely),
    roads,
    readSoon: devices => void soon.push(...devices),
    observer: {
      refused: reason => void refused.push(reason),
      stored(pushes, fresh) {
        stored.pushes += pushes
        stored.fresh += fresh
      },
      trouble(error) {
        throw error
      },
    },
  })
  const port = await door.open({ medium: 'tcp', host: '127.0.0.1', port: 0, ...place })
  return { door, port, refused, soon, stored, roads }
}

/** A connection of a meter. */
export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await new Promise(resolve => socket.once('connect', resolve))
  return socket
}
