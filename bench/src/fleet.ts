import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { defined } from '@ferraris/bytes'
import { obis } from '@ferraris/cosem'
import { type District, startDistrict } from '@ferraris/district'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import { openDlms, parseMeterUri } from '@ferraris/transport'
import { type Machine, machine } from './measure/machine.ts'

/** What a fleet of virtual meters costs in one process. */
interface FleetFigures {
  readonly machine: Machine
  readonly meters: number
  readonly historyDays: number
  /** From nothing to every meter listening, keys and manifest written. */
  readonly startMilliseconds: number
  /** Resident memory that each listening meter adds, octets. */
  readonly octetsPerIdleMeter: number
  /** Memory in use that the first secured session adds to a meter, with all of its history counted, octets. */
  readonly octetsPerReadMeter: number
  readonly residentMiB: number
  /** Of one core, while no client is connected. */
  readonly idleCpuPercent: number
}

/** Starts a district in a temporary folder and measures it. */
export async function benchFleet(meters: number, historyDays = 60, idleSeconds = 10): Promise<FleetFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-fleet-'))
  const before = resident()
  const started = performance.now()
  const district = await startDistrict({ meters, historyDays, seed: 1, data: folder, clock: Date })
  try {
    const startMilliseconds = performance.now() - started
    const listening = resident()
    const idleCpuPercent = await cpuOver(idleSeconds)
    const read = Math.min(meters, 2000)
    const unread = inUse()
    await readEach(district, folder, read)
    const contacted = inUse()
    return {
      machine: machine(),
      meters,
      historyDays,
      startMilliseconds: Math.round(startMilliseconds),
      octetsPerIdleMeter: Math.round((listening - before) / meters),
      octetsPerReadMeter: Math.round((contacted - unread) / read),
      residentMiB: Math.round(listening / 1024 ** 2),
      idleCpuPercent: Number(idleCpuPercent.toFixed(2)),
    }
  } finally {
    await district.close()
    rmSync(folder, { recursive: true })
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function resident(): number {
  collectGarbage()
  return process.memoryUsage().rss
}

function inUse(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function cpuOver(seconds: number): Promise<number> {
  const before = process.cpuUsage()
  await sleep(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / (seconds * 10_000)
}

/** One secured session with each of the first meters: A+ makes the meter count its whole history. */
async function readEach(district: District, folder: string, count: number): Promise<void> {
  const ring: { device: string; client: number; guek: string; gak: string }[] = JSON.parse(
    readFileSync(join(folder, 'keys.json'), 'utf8'),
  )
  const keys = new Map(ring.filter(({ client }) => client === 2).map(entry => [entry.device, entry]))
  for (const { serial, uri } of district.meters.slice(0, count)) {
    const { guek, gak } = defined(keys.get(serial), `the keys of ${serial}`)
    const session = await openDlms(parseMeterUri(uri), {
      timeoutMs: 30_000,
      counters: { next: 1, end: 100 },
      settings: {
        authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
        security: {
          systemTitle: Buffer.from('BENCH001'),
          keys: new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex')),
          protection: { authenticated: true, encrypted: true },
        },
        proposedConformance: conformanceOf('get'),
        maxReceivePduSize: 1024,
        maxResponseLength: 1024,
      },
    })
    await session.get({ classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 })
    await session.release()
  }
}

/** The figures for people. */
export function describeFleet(figures: FleetFigures): string {
  const { machine: on, meters } = figures
  const rows: readonly (readonly [string, string])[] = [
    ['start until all listen', `${figures.startMilliseconds} ms`],
    ['memory of an idle meter', `${figures.octetsPerIdleMeter} octets`],
    [
      `memory of a meter once read, ${figures.historyDays} days counted`,
      `${figures.octetsPerReadMeter} octets more`,
    ],
    ['resident memory of the process, idle', `${figures.residentMiB} MiB`],
    ['processor while idle', `${figures.idleCpuPercent} % of a core`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const place = `${on.processor}, ${on.cores} cores, ${on.memoryGiB} GiB, ${on.system}, Node ${on.node}, ${on.date}`
  return [
    `fleet of ${meters}: ${place}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
  ].join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { meters: { type: 'string', default: '10000' } } })
  const figures = await benchFleet(Number(values.meters))
  process.stderr.write(`${describeFleet(figures)}\n`)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}
