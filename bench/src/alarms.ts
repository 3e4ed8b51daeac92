import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import {
  type Data,
  data,
  dateTimeAt,
  encodeData,
  encodeDateTime,
  obis,
  obisToOctets,
  zone,
} from '@ferraris/cosem'
import { apduTags } from '@ferraris/dlms/apdu'
import { encodeNotification } from '@ferraris/dlms/push'
import { SuiteKeys } from '@ferraris/dlms/security'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { createLog, startHeadEnd } from '@ferraris/head-end'
import { obisCodes, wholeSecondsOf } from '@ferraris/metering'
import { describeFigures, rate } from './measure/figures.ts'
import { type Machine, machine } from './measure/machine.ts'

interface AlarmsOptions {
  readonly meters?: number
  /** Alarms of each meter. */
  readonly alarms?: number
}

interface AlarmsFigures {
  readonly bench: 'alarms'
  readonly machine: Machine
  readonly meters: number
  readonly alarms: number
  /** Of those, refused because too many wait for the store: a meter would push them again. */
  readonly overloaded: number
  /** From the first octet to the commit of the last event: ciphered alarms over TCP, each a new event. */
  readonly alarmsPerSecond: number
  /** Time of the head-end's own core for an alarm, microseconds. */
  readonly cpuPerAlarmMicroseconds: number
  /** The same octets once more: all are replays, and refused. */
  readonly replaysPerSecond: number
  /** Of so many meters that lose their supply at once: until the failures are stored. */
  readonly lastGasps: { readonly meters: number; readonly seconds: number }
  /** Of the process, MiB. */
  readonly memoryMiB: number
}

const token = 'a-token-for-the-benchmark-of-alarms'
const gak = '1112131415161718191a1b1c1d1e1f20'
const rome = zone('Europe/Rome')
const connections = 50
const mostGasps = 1000

/** Measures alarms that enter through the listener for pushes, ciphered, until they are events in the store. */
export async function benchAlarms({
  meters = 2000,
  alarms = 50,
}: AlarmsOptions = {}): Promise<AlarmsFigures> {
  const folder = await mkdtemp(path.join('/tmp', 'ferraris-bench-'))
  const headEnd = await startHeadEnd({
    data: folder,
    port: 0,
    log: createLog({ level: 'silent' }),
    apiToken: token,
    pushes: [{ medium: 'tcp', host: '127.0.0.1', port: 0 }],
  })
  try {
    const all = Array.from({ length: meters }, (_, i) => new BenchMeter(i + 1))
    await stopReading(headEnd.url)
    await headEnd.enrol(all.map(meter => meter.enrolment))
    const port = Number(headEnd.pushPlaces[0]?.split(':').at(-1))
    const now = wholeSecondsOf(Date.now())
    const cover = Array.from({ length: alarms }, (_, round) =>
      all.map(meter => meter.alarm(now - 2 * round)),
    ).flat()
    const answered = async () => {
      const { pushes, replayed, overloaded } = await counted(headEnd.url)
      return pushes + replayed + overloaded
    }
    const first = await timed(port, cover, async () => (await answered()) === cover.length)
    const { pushes, overloaded } = await counted(headEnd.url)
    const again = await timed(port, cover, async () => (await answered()) === 2 * cover.length)
    const gasps = all.slice(0, mostGasps).map(meter => meter.lastGasp(now))
    const last = await timed(port, gasps, async () => (await answered()) === 2 * cover.length + gasps.length)
    return {
      bench: 'alarms',
      machine: machine(),
      meters,
      alarms: cover.length,
      overloaded,
      alarmsPerSecond: Math.round(pushes / first.seconds),
      cpuPerAlarmMicroseconds: Math.round((first.cpuSeconds / pushes) * 1e6),
      replaysPerSecond: Math.round(cover.length / again.seconds),
      lastGasps: { meters: gasps.length, seconds: Number(last.seconds.toFixed(2)) },
      memoryMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    }
  } finally {
    await headEnd.close()
    await rm(folder, { recursive: true })
  }
}

/** A meter that only ciphers. */
class BenchMeter {
  readonly enrolment
  readonly #serial: string
  readonly #title: Uint8Array
  readonly #keys: SuiteKeys
  #counter = 0

  constructor(number: number) {
    const guek = number.toString(16).padStart(32, '0')
    const title = `424e43${number.toString(16).padStart(10, '0')}`
    this.#serial = `BNC${String(number).padStart(8, '0')}`
    this.#title = new Uint8Array(Buffer.from(title, 'hex'))
    this.#keys = new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex'))
    this.enrolment = {
      serial: this.#serial,
      systemTitle: title,
      uri: `dlms+call-in://${title}?client=1&server=1&auth=gmac`,
      eventProfile: 'ferraris' as const,
      keys: [{ client: 1, guek, gak }],
    }
  }

  /** A cover that was opened, as our meters push it. */
  alarm(time: number): Uint8Array {
    const event = data.structure(
      data.octets(obisToOctets(obis(obisCodes.fraudLog))),
      data.unsigned(40),
      data.octets(moment(time)),
    )
    return this.#push(obisCodes.alarmPush, time, data.doubleLongUnsigned(1 << 13), event)
  }

  lastGasp(time: number): Uint8Array {
    return this.#push('0.3.25.9.0.255', time)
  }

  #push(setup: string, time: number, ...rest: Data[]): Uint8Array {
    const plain = encodeNotification({
      kind: 'data-notification',
      longInvokeId: this.#counter,
      confirmed: false,
      time: moment(time),
      body: encodeData(
        data.structure(
          data.octets(obisToOctets(obis(setup))),
          data.octets(Buffer.from(this.#serial)),
          data.octets(moment(time)),
          ...rest,
        ),
      ),
    })
    const octets = this.#keys.protect(0x30, this.#title, ++this.#counter, plain)
    const writer = new Writer(octets.length + 16).u8(apduTags['general-glo-ciphering'])
    axdr.octetString.encode(writer, this.#title)
    axdr.octetString.encode(writer, octets)
    return encodeWpdu({ source: 1, destination: 103, apdu: writer.finish() })
  }
}

function moment(seconds: number): Uint8Array {
  return encodeDateTime(dateTimeAt(seconds, rome))
}

/** Another thread only writes: what is measured is the head-end. */
const sender = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { connect } = require('node:net')
  for (const octets of workerData.streams) {
    const socket = connect(workerData.port, '127.0.0.1', () => socket.end(octets))
  }
`

async function timed(port: number, frames: readonly Uint8Array[], isDone: () => Promise<boolean>) {
  const streams = Array.from({ length: connections }, (_, i) =>
    Buffer.concat(frames.filter((_, place) => place % connections === i)),
  )
  const cpu = process.cpuUsage()
  const began = performance.now()
  const worker = new Worker(sender, { eval: true, workerData: { port, streams } })
  // What is asked each time takes the head-end and its store some tens of milliseconds, too.
  while (!(await isDone())) await delay(500)
  const { user, system } = process.cpuUsage(cpu)
  await worker.terminate()
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }
}

/** Meters that only push give a reading nothing but timeouts. */
async function stopReading(url: string): Promise<void> {
  const schedules = `${url}/api/v1/meter-read-schedules`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { items } = (await (await fetch(schedules, { headers })).json()) as { items: { id: number }[] }
  for (const { id, ...settings } of items) {
    const body = JSON.stringify({ ...settings, enabled: false })
    const { ok, status } = await fetch(`${schedules}/${id}`, { method: 'PUT', headers, body })
    if (!ok) throw new Error(`the schedule is not stopped: ${status}`)
  }
}

/** What the head-end has counted so far. */
async function counted(url: string): Promise<{ pushes: number; replayed: number; overloaded: number }> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
  const value = (name: string) =>
    Number(
      text
        .split('\n')
        .find(line => line.startsWith(name))
        ?.split(' ')
        .at(-1) ?? 0,
    )
  return {
    pushes: value('ferraris_pushes_total'),
    replayed: value('ferraris_pushes_refused_total{reason="replayed"}'),
    overloaded: value('ferraris_pushes_refused_total{reason="overloaded"}'),
  }
}

/** The figures as lines for people. */
export function describeAlarms(figures: AlarmsFigures): string {
  return describeFigures('alarms', figures.machine, [
    [
      `alarms of ${figures.meters.toLocaleString('en')} meters, ciphered, as events in the store`,
      rate(figures.alarmsPerSecond),
    ],
    ['core of the head-end for an alarm', `${figures.cpuPerAlarmMicroseconds} µs`],
    ['refused at the bound of what waits for the store', String(figures.overloaded)],
    ['the same again: replays, refused', rate(figures.replaysPerSecond)],
    [`last gasps of ${figures.lastGasps.meters} meters stored`, `${figures.lastGasps.seconds} s`],
    ['memory', `${figures.memoryMiB} MiB`],
  ])
}
