/** Probes one stretch of one target after the other, as the pool hands them out. */
import { parentPort, workerData } from 'node:worker_threads'
import { defined } from '@ferraris/bytes'
import { probe, type Stretch } from './probe.ts'
import type { Target } from './target.ts'

const port = defined(parentPort ?? undefined, 'the pool')
/** The number of the input under way, for the pool, which watches how long it takes. */
const { shared, targetsModule } = workerData as {
  readonly shared: SharedArrayBuffer
  readonly targetsModule: string
}
const underWay = new Int32Array(shared)
const { allTargets } = (await import(targetsModule)) as { allTargets(): Target[] }
const targets = new Map(allTargets().map(target => [target.name, target]))

port.on('message', ({ name, ...stretch }: Stretch & { readonly name: string }) => {
  const target = defined(targets.get(name), name)
  const findings = probe(target, stretch, number => Atomics.store(underWay, 0, number))
  // Behind the last: nothing is under way.
  Atomics.store(underWay, 0, stretch.to)
  port.postMessage(findings)
})
port.postMessage('ready')
