import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { MeterOnTheMap } from '@ferraris/district'
import type { HotSpot } from '../measure/cpu-profile.ts'

export interface MetersOptions {
  readonly meters: number
  readonly data: string
  readonly seed: number
  readonly historyDays: number
  /** What the clocks of all meters show at first, epoch milliseconds. */
  readonly now: number
}

export type Order =
  | { readonly kind: 'set-clock'; readonly now: number }
  | { readonly kind: 'start-profile' | 'tell' }
  | { readonly kind: 'stop-profile'; readonly file: string }

export interface Done {
  readonly kind: 'done'
  /** Processor time that the meters have used so far. */
  readonly cpuSeconds: number
  readonly hotSpots?: readonly HotSpot[]
}

export type Reply = { readonly kind: 'started'; readonly meters: readonly MeterOnTheMap[] } | Done

/** The meters in their process. */
export class MetersProcess {
  readonly meters: readonly MeterOnTheMap[]
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, meters: readonly MeterOnTheMap[]) {
    this.#child = child
    this.meters = meters
  }

  static async start(options: MetersOptions): Promise<MetersProcess> {
    const child = fork(join(import.meta.dirname, 'meters.ts'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.send(options)
    const reply = await answerOf(child)
    if (reply.kind !== 'started') throw new Error('the meters answered before they had started')
    return new MetersProcess(child, reply.meters)
  }

  async order(order: Order): Promise<Done> {
    this.#child.send(order)
    const reply = await answerOf(this.#child)
    if (reply.kind !== 'done') throw new Error('the meters have started again')
    return reply
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }
}

/** The next message of the child; rejects if it ends instead. */
async function answerOf(child: ChildProcess): Promise<Reply> {
  const given = new AbortController()
  const { signal } = given
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([reply]) => reply as Reply),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`the process of the meters ended (${code})`)
      }),
    ])
  } finally {
    given.abort()
  }
}
