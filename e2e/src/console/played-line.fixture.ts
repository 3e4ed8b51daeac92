import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { MqttUplink } from '@ferraris/transport'
import type { DownMessage, Job, LineFrame, Neighbour } from '@ferraris/uplink'
import { buildConsole } from './district.ts'

const pages = resolve(import.meta.dirname, '../../../systems/console/dist')

/** A head-end with one concentrator played by the test: power lines of any size, any number of frames. */
export interface PlayedLine {
  readonly url: string
  readonly signIn: { readonly username: string; readonly password: string }
  /** Begins to be a concentrator with the credential that the console has shown. */
  readonly connect: (id: string, credential: string) => Promise<void>
  readonly hear: (neighbours: readonly Neighbour[]) => Promise<void>
  readonly hop: (frames: readonly LineFrame[]) => Promise<void>
  /** Jobs that it was given; it reports `done` for each. */
  readonly jobs: Job[]
  readonly close: () => Promise<void>
}

export async function startPlayedLine(): Promise<PlayedLine> {
  await buildConsole()
  const data = await mkdtemp(join(tmpdir(), 'ferraris-played-'))
  const headEnd = await startTestHeadEnd({
    data,
    console: pages,
    concentrators: { mqttPort: 0, tunnelPort: 0 },
  })
  const jobs: Job[] = []
  let uplink: MqttUplink | undefined
  const said = () => {
    if (!uplink) throw new Error('connect first')
    return uplink
  }
  return {
    url: headEnd.url,
    signIn: headEnd.firstSignIn!,
    jobs,
    async connect(id, password) {
      uplink = new MqttUplink({
        place: { url: `mqtt://127.0.0.1:${headEnd.mqttPort}`, password },
        concentrator: id,
        hello: { version: '1', substation: 'North' },
      })
      uplink.onMessage((message: DownMessage) => {
        if (message.kind !== 'jobs') return
        jobs.push(...message.jobs)
        const reports = message.jobs.map(
          job => ({ id: job.id, state: 'done', at: Date.now(), attempts: 1 }) as const,
        )
        void uplink!.publish({ kind: 'job-reports', reports })
      })
      await uplink.publish({
        kind: 'heartbeat',
        at: Date.now(),
        meters: 0,
        silent: 0,
        pendingResults: 3,
        diskFree: 4e9,
      })
    },
    hear: neighbours => said().publish({ kind: 'inventory', at: Date.now(), neighbours }),
    hop: frames => said().publish({ kind: 'frames', frames }),
    async close() {
      await uplink?.close()
      await headEnd.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** ACA of the n-th meter of a played line. */
export function acaOf(n: number): string {
  return `4645${n.toString(16).padStart(8, '0').toUpperCase()}`
}

/** A tree of so many meters in four hops: each tenth repeats for those that follow. */
export function neighboursOf(count: number): Neighbour[] {
  const routeOf = (n: number): string[] => {
    const repeater = Math.floor(n / 10)
    return n < 10 ? [] : [...routeOf(repeater), acaOf(repeater)]
  }
  const now = Date.now()
  return Array.from({ length: count }, (_, n) => ({
    aca: acaOf(n),
    state: n % 50 === 7 ? 'silent' : 'adopted',
    route: routeOf(n),
    phase: n % 3 === 0 ? 'in' : 'out',
    snr: 4 + (n % 20),
    signal: 50 + (n % 40),
    success: 1 - (n % 30) / 100,
    firstHeard: now - 86_400_000,
    lastHeard: now,
  }))
}
