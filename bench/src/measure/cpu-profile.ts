import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

/** A function and the share of samples that found the processor in it. */
export interface HotSpot {
  readonly percent: number
  readonly function: string
  /** File and line, or the name of the module within Node. */
  readonly place: string
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples?: readonly number[]
  readonly timeDeltas?: readonly number[]
}

/** Samples this process until `stop`, which writes a `.cpuprofile` and gives the functions with most time of their own. */
export async function startProfile(): Promise<{ stop(file: string): Promise<HotSpot[]> }> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 500 })
  await session.post('Profiler.start')
  return {
    async stop(file) {
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      writeFileSync(file, JSON.stringify(profile))
      return hotSpots(profile)
    },
  }
}

/** The functions with most time of their own; idling and the profiler itself do not count. */
export function hotSpots({ nodes, samples = [], timeDeltas = [] }: Profile, most = 25): HotSpot[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let total = 0
  samples.forEach((id, i) => {
    const name = names.get(id) ?? ''
    if (name.startsWith('(idle)') || name.includes('\nnode:inspector')) return
    total += timeDeltas[i] ?? 0
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[i] ?? 0))
  })
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => {
      const [of, place] = name.split('\n') as [string, string]
      return { percent: Math.round((time / total) * 1000) / 10, function: of, place }
    })
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place =
    url === ''
      ? ''
      : `${url.replace(/^file:\/\//, '').replace(/^.*\/(?=(protocols|transport|devices|systems|bench|node_modules)\/)/, '')}:${lineNumber + 1}`
  return `${functionName || '(anonymous)'}\n${place}`
}
