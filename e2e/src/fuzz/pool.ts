import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { toHex } from '@ferraris/bytes'
import { inputsOf } from './inputs.ts'
import type { Finding, Findings, Stretch } from './probe.ts'
import type { Target } from './target.ts'

export interface Task extends Stretch {
  readonly target: Target
}

/** What came of a task; one that hung or ended its thread counts as one more finding, and its rest is done. */
export type Outcome = Findings & { readonly target: Target }

/** A thread may take so much memory; a decoder that needs more is a finding. */
const resourceLimits = { maxOldGenerationSizeMb: 768 }
/** How often the input under way is looked at. */
const lookMs = 100

interface PoolTerms {
  readonly limitMs: number
  /** URL of the module whose `allTargets` has the tasks' targets: functions do not go from thread to thread. */
  readonly targetsModule: string
  readonly onOutcome: (outcome: Outcome) => void
}

/** Does tasks in threads, and ends what takes longer than `limitMs` for one input. */
export async function runTasks(tasks: Task[], threads: number, terms: PoolTerms): Promise<void> {
  await Promise.all(Array.from({ length: threads }, () => work(tasks, terms)))
}

async function work(tasks: Task[], { limitMs, targetsModule, onOutcome }: PoolTerms): Promise<void> {
  let thread: FuzzThread | undefined
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    thread ??= await FuzzThread.start(targetsModule)
    const done = await thread.run(task, limitMs)
    if ('findings' in done) {
      onOutcome({ ...done, target: task.target })
      continue
    }
    thread = undefined
    const { error, number } = done
    onOutcome({ ...nothing, target: task.target, findings: [findingAt(task, number, error)] })
    // What came before it is tried again, for its counts and findings were lost with the thread.
    if (number > task.from) tasks.unshift({ ...task, to: number })
    if (number + 1 < task.to) tasks.unshift({ ...task, from: number + 1 })
  }
  await thread?.end()
}

const nothing = { accepted: 0, refused: 0, slowestMs: 0, slowestInput: '' }

function findingAt({ target, seed }: Task, number: number, error: string): Finding {
  let last: Uint8Array = new Uint8Array()
  for (const octets of inputsOf(target, seed, number + 1)) last = octets
  return { target: target.name, error, place: '', hex: toHex(last) }
}

/** How a thread ended that did not finish its task, and at which input. */
interface Broken {
  readonly error: string
  readonly number: number
}

class FuzzThread {
  readonly #worker: Worker
  readonly #underWay: Int32Array
  #settle: (end: Findings | Broken) => void = () => {}

  private constructor(worker: Worker, underWay: Int32Array) {
    this.#worker = worker
    this.#underWay = underWay
    worker.on('message', (findings: Findings) => this.#settle(findings))
    worker.on('error', error => this.#breakOff(String(error)))
    worker.on('exit', code => this.#breakOff(`ends its thread with ${code}`))
  }

  static async start(targetsModule: string): Promise<FuzzThread> {
    const shared = new SharedArrayBuffer(4)
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: { shared, targetsModule },
      resourceLimits,
    })
    await once(worker, 'message')
    return new FuzzThread(worker, new Int32Array(shared))
  }

  async run({ target, seed, from, to }: Task, limitMs: number): Promise<Findings | Broken> {
    const { promise, resolve } = Promise.withResolvers<Findings | Broken>()
    this.#settle = resolve
    let seen = -1
    let since = 0
    const timer = setInterval(() => {
      const now = Atomics.load(this.#underWay, 0)
      if (now !== seen) {
        seen = now
        since = performance.now()
      } else if (now < to && performance.now() - since > limitMs) {
        this.#breakOff(`takes longer than ${limitMs} ms`)
        void this.#worker.terminate()
      }
    }, lookMs)
    Atomics.store(this.#underWay, 0, from)
    this.#worker.postMessage({ name: target.name, seed, from, to })
    const end = await promise
    clearInterval(timer)
    return end
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #breakOff(error: string): void {
    this.#settle({ error, number: Atomics.load(this.#underWay, 0) })
  }
}
