import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at, defined } from '@ferraris/bytes'
import { data, obis } from '@ferraris/cosem'
import { forkDistrict } from '@ferraris/district'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import { openDlms, parseMeterUri } from '@ferraris/transport'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'

/** How fast supplies are switched over DLMS: an order each, in a session of its own, with the meter's answer. */
interface SwitchingFigures {
  readonly bench: 'switching'
  readonly machine: Machine
  readonly orders: number
  readonly ordersPerSecond: number
  /** Until the meter has answered that it is done, milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p95: number }
  /** Share of the orders that the meters confirmed. */
  readonly success: number
}

interface Target {
  readonly port: number
  readonly keys: SuiteKeys
  /** Invocation counter to go on with. */
  next: number
}

const management = 1
const server = 1
const sideBySide = 16
const supply = { classId: 70, obis: obis('0.0.96.3.10.255') }

/** Opens and closes the switches of `meters` virtual meters in turn, `orders` times in all. */
export async function benchSwitching({ meters = 500, orders = 4000 } = {}): Promise<SwitchingFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-bench-'))
  const district = await forkDistrict({ meters, data: folder, seed: 1, historyDays: 1, basePort: 0 })
  try {
    const targets = targetsIn(folder, district.meters)
    await give(targets, meters)
    const began = performance.now()
    const latencies = await give(targets, orders)
    const seconds = (performance.now() - began) / 1000
    const done = latencies.filter(ms => ms !== undefined).toSorted((a, b) => a - b)
    return {
      bench: 'switching',
      machine: machine(),
      orders,
      ordersPerSecond: Math.round(orders / seconds),
      latencyMs: { p50: percentile(done, 0.5), p95: percentile(done, 0.95) },
      success: done.length / orders,
    }
  } finally {
    await district.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function targetsIn(folder: string, meters: readonly { serial: string; uri: string }[]): Target[] {
  const ring = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as {
    readonly device: string
    readonly client: number
    readonly guek: string
    readonly gak: string
  }[]
  const keysOf = new Map(
    ring.filter(({ client }) => client === management).map(entry => [entry.device, entry]),
  )
  return meters.map(({ serial, uri }) => {
    const { guek, gak } = defined(keysOf.get(serial), `the keys of ${serial}`)
    const place = parseMeterUri(uri)
    if (place.medium !== 'tcp') throw new TypeError(`${uri} is not reached over TCP`)
    return {
      port: place.port,
      keys: new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex')),
      next: 0,
    }
  })
}

/** Gives orders to one meter after the other; latencies, undefined where an order failed. */
async function give(targets: readonly Target[], orders: number): Promise<(number | undefined)[]> {
  const latencies: (number | undefined)[] = []
  const workers = Math.min(sideBySide, targets.length)
  // A meter belongs to one worker: its counters go up one by one.
  const work = async (_: unknown, worker: number): Promise<void> => {
    const own = targets.filter((_, i) => i % workers === worker)
    const share = Math.floor((orders * (worker + 1)) / workers) - Math.floor((orders * worker) / workers)
    for (let number = 0; number < share; number++) {
      const began = performance.now()
      // A whole round disconnects, the next one reconnects: each order moves a switch.
      const isDisconnection = Math.floor(number / own.length) % 2 === 0
      const isDone = await order(at(own, number % own.length), isDisconnection).catch(() => false)
      latencies.push(isDone ? performance.now() - began : undefined)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  return latencies
}

/** Associates with HLS 5, switches with a ciphered ACTION, releases. */
async function order(target: Target, isDisconnection: boolean): Promise<boolean> {
  const session = await openDlms(
    { medium: 'tcp', host: '127.0.0.1', port: target.port, framing: 'wrapper', client: management, server },
    {
      settings: {
        authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
        security: {
          systemTitle: Buffer.from('BENCH001'),
          keys: target.keys,
          protection: { authenticated: true, encrypted: true },
        },
        proposedConformance: conformanceOf('get', 'action'),
        maxReceivePduSize: 0xffff,
        maxResponseLength: 10_000,
      },
      counters: { next: target.next, end: 0xffff_ffff },
      timeoutMs: 30_000,
    },
  )
  const method = isDisconnection ? 1 : 2
  const [result] = await session.action({ ...supply, method, parameter: data.integer(0) })
  await session.release()
  target.next = session.counters.next
  return result?.result === 'success'
}

function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return Math.round(value * 10) / 10
}

/** The figures for people. */
export function describeSwitching({
  machine: on,
  orders,
  ordersPerSecond,
  latencyMs,
  success,
}: SwitchingFigures): string {
  return describeFigures(`${orders} switch orders over DLMS, ${sideBySide} at a time`, on, [
    ['orders', rate(ordersPerSecond)],
    ['latency', `p50 ${latencyMs.p50} ms, p95 ${latencyMs.p95} ms`],
    ['done', `${(100 * success).toFixed(2)} %`],
  ])
}
