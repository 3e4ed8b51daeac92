import { obisCodes, quality } from '@ferraris/metering'
import { MqttUplink } from '@ferraris/transport'
import type { DownMessage, Neighbour, Result, UpMessage } from '@ferraris/uplink'
import { Writer } from '../collection/writer.ts'
import { enrol } from '../inventory/enrol.ts'
import { enrolConcentrator, isConcentrator } from '../network/concentrators/concentrators.ts'
import { ConcentratorBroker } from '../network/uplink/broker.ts'
import { Network } from '../network/uplink/network.ts'
import type { NetworkObserver } from '../network/uplink/observer.ts'
import type { Store } from '../store.ts'
import { ring } from './readings.ts'
import { temporaryStore } from './temporary-store.ts'

export const lineKeys = { k1: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', k2: '000102030405060708090a0b0c0d0e0f' }
export const hello = { version: '1', substation: 'North' }

/** ACA of the n-th meter. */
export function acaOf(n: number): string {
  return `4645${n.toString(16).padStart(8, '0').toUpperCase()}`
}
export function serialOf(n: number): string {
  return `FER${String(n).padStart(8, '0')}`
}

export function neighbour(n: number, now: number, change: Partial<Neighbour> = {}): Neighbour {
  return {
    aca: acaOf(n),
    state: 'new',
    route: [],
    snr: 20,
    signal: 60,
    success: 1,
    firstHeard: now,
    lastHeard: now,
    ...change,
  }
}

/** Increments of active import; null is missing. */
export function importRegister(increments: readonly (number | null)[]) {
  return {
    obis: obisCodes.activeEnergyImport,
    increments,
    quality: increments.map((increment): number => (increment === null ? quality.missing : quality.valid)),
  }
}

/** A day of Rome in winter time, each quarter-hour of active import `value`. */
export function profileDay(n: number, day: string, value = 25): Extract<Result, { kind: 'profile-day' }> {
  return {
    kind: 'profile-day',
    key: `${acaOf(n)}/1.0.99.1.0.255/${day}`,
    aca: acaOf(n),
    readAt: Date.parse(`${day}T23:30:00Z`),
    obis: obisCodes.loadProfile,
    day,
    start: Date.parse(`${day}T00:00:00+01:00`),
    intervalSeconds: 900,
    registers: [importRegister(Array.from({ length: 96 }, (_, i) => value + i))],
  }
}

/** A concentrator's end of the line to the head-end, with all that it was told. */
export interface TestConcentrator {
  readonly uplink: MqttUplink
  readonly told: DownMessage[]
  say(message: UpMessage): Promise<void>
  /** Waits until it was told something that fits. */
  until(fits: (told: readonly DownMessage[]) => boolean): Promise<void>
}

export interface TestNetwork {
  readonly store: Store
  readonly network: Network
  readonly writer: Writer
  readonly broker: ConcentratorBroker
  readonly clock: { now: number }
  enrolMeters(numbers: readonly number[], options?: { readonly keys?: boolean }): Promise<void>
  concentrator(id: string): Promise<TestConcentrator>
  /** One of the inventory, to be connected by the test; gives its credential. */
  enrolled(id: string): Promise<string>
  close(): Promise<void>
}

/** The network side over a real store and a real broker; its clock stands until a test moves it. */
export async function openNetwork(
  observer: NetworkObserver = {},
  doubts: { readonly mayForget?: () => boolean } = {},
): Promise<TestNetwork> {
  const store = await temporaryStore()
  const clock = { now: Date.parse('2026-11-20T12:00:00Z') }
  const now = () => clock.now
  const { kysely: db, pool } = store
  const writer = await Writer.open(pool, { gather: 1 })
  const network = new Network({ db, pool, ring, writer, now, observer, ...doubts })
  const broker = await ConcentratorBroker.listen({
    host: '127.0.0.1',
    port: 0,
    authenticate: (id, proof) => isConcentrator(db, id, proof),
    onMessage: (id, message) => network.take(id, message),
    onRefused: (_, error) => observer.trouble?.(error),
  })
  network.start(broker, 2 ** 30)
  const closers: (() => Promise<void>)[] = []
  const enrolled = async (id: string) =>
    (await enrolConcentrator(db, { id, substation: 'North' }, clock.now))!
  return {
    store,
    network,
    writer,
    broker,
    clock,
    enrolled,
    async enrolMeters(numbers, { keys = true } = {}) {
      const meters = numbers.map(n => ({
        serial: serialOf(n),
        uri: `smitp+g2:///${acaOf(n)}?client=2&server=1&auth=gmac`,
        keys: [],
        ...(keys && { lineKeys }),
      }))
      await enrol(pool, ring, meters, clock.now)
      await network.enrolled(meters)
    },
    async concentrator(id) {
      const concentrator = connectConcentrator(broker.port, id, await enrolled(id))
      closers.push(() => concentrator.uplink.close())
      return concentrator
    },
    async close() {
      for (const close of closers) await close()
      await network.stop()
      await broker.close()
      await writer.close()
      await store.remove()
    },
  }
}

/** Connects as a concentrator would. */
export function connectConcentrator(port: number, id: string, password: string): TestConcentrator {
  const told: DownMessage[] = []
  const wake: (() => void)[] = []
  const place = { url: `mqtt://127.0.0.1:${port}`, password }
  const uplink = new MqttUplink({ place, concentrator: id, hello, random: () => 0 })
  uplink.onMessage(message => {
    told.push(message)
    for (const resume of wake.splice(0)) resume()
  })
  return {
    uplink,
    told,
    say: message => uplink.publish(message),
    async until(fits) {
      while (!fits(told)) await new Promise<void>(resolve => wake.push(resolve))
    },
  }
}
