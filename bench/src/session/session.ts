import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { at } from '@ferraris/bytes'
import { decodeColumns } from '@ferraris/cosem/profile'
import { SuiteKeys } from '@ferraris/dlms/security'
import { openDlms } from '@ferraris/transport'
import { checkColumns, day, quarterHourKinds, rome } from '../codec/day-profile.ts'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { median } from '../measure/median.ts'
import { askPeer, installedPeers, type PeerFigures } from '../measure/peers.ts'
import {
  client,
  clientTitle,
  conformance,
  keysOf,
  loadProfile,
  type Manner,
  type MeterReply,
  meterTitle,
  protection,
  server,
} from './manner.ts'

/** How many sessions one client holds with one meter, one after the other, each on a connection of its own. */
interface SessionFigures {
  readonly bench: 'session'
  readonly machine: Machine
  readonly runs: readonly SessionRun[]
  /** Other stacks as clients of the same meter, as in the first run. */
  readonly peers: readonly PeerFigures<'sessionsPerSecond'>[]
}

interface SessionRun extends Manner {
  readonly sessionsPerSecond: number
  /** Processor time of a session, microseconds: of the client, and of the meter in its own process. */
  readonly clientMicroseconds: number
  readonly meterMicroseconds: number
}

const wrapper = { framing: 'wrapper', maxPdu: 0xffff } as const
const manners: readonly Manner[] = [
  { suite: 0, ...wrapper },
  { suite: 1, ...wrapper },
  { suite: 2, ...wrapper },
  { suite: 0, ...wrapper, maxPdu: 1024 },
  { suite: 0, ...wrapper, framing: 'hdlc' },
]

/** Longest frames and widest window that HDLC has (IEC 62056-46, 6.4.4.4.3). */
const widestHdlc = { info: 2030, window: 7 }
const parts = 5

/** Measures each manner with `sessions` sessions in five parts, after a warm-up. */
export async function benchSession(sessions = 2000): Promise<SessionFigures> {
  const meter = fork(join(import.meta.dirname, 'meter.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    const count = Math.ceil(sessions / parts)
    // Compilation falls into a run that is not measured.
    const plain = at(manners, 0)
    await run(meter, plain, count)
    const runs: SessionRun[] = []
    for (const manner of manners) runs.push(await run(meter, manner, count))
    const peers: PeerFigures<'sessionsPerSecond'>[] = []
    for (const peer of installedPeers()) {
      peers.push(await askPeer(peer, await peerTask(meter, plain, sessions)))
    }
    return { bench: 'session', machine: machine(), runs, peers }
  } finally {
    const ended = once(meter, 'exit')
    meter.disconnect()
    await ended
  }
}

async function run(meter: ChildProcess, manner: Manner, count: number): Promise<SessionRun> {
  const { port } = await order(meter, manner)
  let counter = 0
  const hold = async (): Promise<number> => {
    const began = performance.now()
    for (let i = 0; i < count; i++) counter = await session(manner, port, counter)
    return count / ((performance.now() - began) / 1000)
  }
  await hold()
  const before = { own: process.cpuUsage(), meter: await order(meter, 'tell') }
  const rates: number[] = []
  for (let i = 0; i < parts; i++) rates.push(await hold())
  const own = process.cpuUsage(before.own)
  const spent = (await order(meter, 'tell')).processorMicroseconds - before.meter.processorMicroseconds
  return {
    ...manner,
    sessionsPerSecond: Math.round(median(rates)),
    clientMicroseconds: Math.round((own.user + own.system) / (parts * count)),
    meterMicroseconds: Math.round(spent / (parts * count)),
  }
}

/** Connect, associate with HLS 5, read 96 rows of 3 columns, release, close; the counter to go on with. */
async function session({ suite, framing, maxPdu }: Manner, port: number, next: number): Promise<number> {
  const { guek, gak } = keysOf(suite)
  const opened = await openDlms(
    { medium: 'tcp', host: '127.0.0.1', port, framing, client, server, ...widestHdlc },
    {
      settings: {
        authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
        security: { systemTitle: clientTitle, keys: new SuiteKeys(guek, gak, suite), protection },
        proposedConformance: conformance,
        maxReceivePduSize: maxPdu,
        maxResponseLength: 100_000,
      },
      counters: { next, end: 0xffff_ffff },
      timeoutMs: 30_000,
    },
  )
  const [result] = await opened.get(loadProfile)
  if (result?.kind !== 'data') throw new Error(`the meter does not give its profile: ${result?.result}`)
  checkColumns(day, decodeColumns(result.data, { zone: rome, kinds: quarterHourKinds }))
  await opened.release()
  return opened.counters.next
}

async function order(meter: ChildProcess, what: Manner | 'tell'): Promise<MeterReply> {
  meter.send(what)
  const [reply] = await once(meter, 'message')
  return reply
}

async function peerTask(meter: ChildProcess, manner: Manner, sessions: number): Promise<object> {
  const { port } = await order(meter, manner)
  const { guek, gak } = keysOf(manner.suite)
  return {
    bench: 'session',
    host: '127.0.0.1',
    port,
    client,
    server,
    sessions,
    clientSystemTitle: clientTitle.toString('hex'),
    meterSystemTitle: meterTitle.toString('hex'),
    guek: guek.toString('hex'),
    gak: gak.toString('hex'),
    invocationCounter: 0,
    object: loadProfile.obis,
    rows: 96,
  }
}

function mannerText({ suite, framing, maxPdu }: Manner): string {
  return `suite ${suite}, ${framing}${maxPdu < 0xffff ? `, APDUs of ${maxPdu} octets` : ''}`
}

/** The figures for people. */
export function describeSession({ machine: on, runs, peers }: SessionFigures): string {
  return describeFigures('sessions, one at a time, 96 × 3 read', on, [
    ...runs.map(
      it =>
        [
          mannerText(it),
          `${rate(it.sessionsPerSecond)}, client ${it.clientMicroseconds} µs, meter ${it.meterMicroseconds} µs`,
        ] as const,
    ),
    ...peers.map(
      it =>
        [
          `${it.peer}, suite 0, wrapper`,
          'failure' in it ? it.failure : rate(Math.round(it.sessionsPerSecond ?? 0)),
        ] as const,
    ),
  ])
}
