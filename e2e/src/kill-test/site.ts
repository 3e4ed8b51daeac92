import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '@ferraris/testing'
import { RunningConcentrator, RunningMeter, RunningSystem } from '../ferraris.ts'

/** The parts that are killed, each a process of its own. The concentrator's has the meters on its line, too. */
export const victims = ['head-end', 'database', 'concentrator', 'meter'] as const
export type Victim = (typeof victims)[number]

const concentratorName = 'CS-1'
export const directSerial = 'FER00000901'
export const feederSeed = 7
/** Meters on the line, the one at the transformer included. */
const metersOnLine = 5

/** Ports that stay the same over a restart. */
type Ports = Readonly<Record<'mqtt' | 'tunnel' | 'meter', number>>

/** Head-end with its PostgreSQL, a concentrator with meters on a line, and a meter of its own, as processes that can be killed. */
export class Site {
  readonly folder: string
  readonly #ports: Ports
  #credential = ''
  headEnd!: RunningSystem
  concentrator!: RunningConcentrator
  meter!: RunningMeter

  private constructor(folder: string, ports: Ports) {
    this.folder = folder
    this.#ports = ports
  }

  static async start(folder: string, random: Random): Promise<Site> {
    const site = new Site(folder, {
      mqtt: await freePort(random),
      tunnel: await freePort(random),
      meter: await freePort(random),
    })
    site.headEnd = await site.#startHeadEnd()
    const enrolment = { id: concentratorName, substation: 'North' }
    const { credential } = (await site.headEnd.post('/concentrators', enrolment)) as { credential: string }
    site.#credential = credential
    site.meter = await site.#startMeter()
    site.concentrator = await site.#startConcentrator()
    await site.headEnd.post(
      '/end-devices',
      JSON.parse(readFileSync(site.concentrator.started.enrolment, 'utf8')),
    )
    await site.headEnd.post('/end-devices', {
      serial: directSerial,
      uri: site.meter.started.uri,
      keys: site.#keys(),
    })
    return site
  }

  /** Kills a part without warning. */
  async kill(victim: Victim): Promise<void> {
    if (victim === 'head-end') await this.headEnd.signal('SIGKILL')
    else if (victim === 'concentrator') await this.concentrator.signal('SIGKILL')
    else if (victim === 'meter') await this.meter.signal('SIGKILL')
    else process.kill(this.#postmaster(), 'SIGKILL')
  }

  /** Starts it again, as an operator or a service manager would. The head-end itself starts its database again. */
  async mend(victim: Victim): Promise<void> {
    if (victim === 'head-end') this.headEnd = await this.#startHeadEnd()
    else if (victim === 'concentrator') this.concentrator = await this.#startConcentrator()
    else if (victim === 'meter') this.meter = await this.#startMeter()
  }

  /** Serial numbers of the meters on the line. */
  get lineSerials(): readonly string[] {
    return Array.from({ length: metersOnLine }, (_, i) => `FER${String(i + 1).padStart(8, '0')}`)
  }

  /** Files with what the meters themselves remember. */
  get memories() {
    return { line: join(this.#feeder, 'meters.journal'), direct: join(this.#own, 'meters.journal') }
  }

  get meterFolder(): string {
    return this.#own
  }

  async stop(): Promise<void> {
    await this.concentrator[Symbol.asyncDispose]()
    await this.meter[Symbol.asyncDispose]()
    await this.headEnd[Symbol.asyncDispose]()
  }

  get #feeder() {
    return join(this.folder, 'feeder')
  }
  get #own() {
    return join(this.folder, 'meter')
  }

  #startHeadEnd(): Promise<RunningSystem> {
    const { mqtt, tunnel } = this.#ports
    const flags = ['--mqtt-port', String(mqtt), '--tunnel-port', String(tunnel)]
    return RunningSystem.start('head-end', join(this.folder, 'head-end'), ...flags)
  }

  #startConcentrator(): Promise<RunningConcentrator> {
    const { mqtt, tunnel } = this.#ports
    const place = ['--broker', `mqtt://127.0.0.1:${mqtt}`, '--tunnel', `127.0.0.1:${tunnel}`]
    const shape = ['--name', concentratorName, '--meters', String(metersOnLine), '--seed', String(feederSeed)]
    return RunningConcentrator.start(this.#feeder, this.#credential, ...shape, ...place)
  }

  #startMeter(): Promise<RunningMeter> {
    const flags = ['--serial', directSerial, '--history', '8', '--port', String(this.#ports.meter)]
    return RunningMeter.start(this.#own, ...flags)
  }

  #keys() {
    const ring = JSON.parse(readFileSync(join(this.#own, 'keys.json'), 'utf8')) as {
      readonly client?: number
      readonly guek: string
      readonly gak: string
    }[]
    return ring.flatMap(({ client, guek, gak }) => (client === undefined ? [] : [{ client, guek, gak }]))
  }

  #postmaster(): number {
    const file = join(this.folder, 'head-end/postgres/cluster/postmaster.pid')
    return Number(readFileSync(file, 'utf8').split('\n')[0])
  }
}

/** A port below those that the system gives to outgoing connections, so that it is free again after a kill. */
async function freePort(random: Random): Promise<number> {
  for (;;) {
    const port = 21_000 + random.below(11_000)
    const server = createServer()
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise(resolve => server.close(resolve))
    return port
  }
}

/** Asks until the answer satisfies, at most so long; undefined then. What fails meanwhile is asked again. */
export async function within<T>(
  limitMs: number,
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
): Promise<T | undefined> {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    const answer = await ask().catch(() => undefined)
    if (answer !== undefined && satisfies(answer)) return answer
    await delay(200)
  }
  return undefined
}
