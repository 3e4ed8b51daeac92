import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Leases of half a minute and a minute end within seconds. */
const speed = 30
const begin = Date.parse('2026-11-20T12:00:00Z')
const realBegin = Date.now()

/** The clock of the meters, and of all head-ends that are started here. */
export const clock = { now: () => begin + (Date.now() - realBegin) * speed }

/** A head-end in a process of its own, to be killed. */
export class HeadEndProcess {
  readonly #place: readonly string[]
  #child: ChildProcess | undefined
  #url = ''

  /** On a store of its own in the folder, or on that of a URL. */
  constructor(data: string, database?: string) {
    this.#place = [data, begin, realBegin, speed, database].flatMap(word =>
      word === undefined ? [] : [`${word}`],
    )
  }

  async start(): Promise<void> {
    const program = new URL('head-end-process.fixture.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [program, ...this.#place], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    const [line] = await once(createInterface(child.stdout), 'line')
    this.#url = JSON.parse(line).url
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  async api<T>(path: string, body?: object): Promise<T> {
    const reply = await fetch(`${this.#url}/api/v1${path}`, {
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new HeadEndRefusal(reply.status, `${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }

  /** Looks again and again until it fits; a store that is away is waited for. */
  async until<T>(path: string, fits: (found: T) => boolean): Promise<T> {
    for (;;) {
      const found = await this.api<T>(path).catch(error => {
        if (error instanceof HeadEndRefusal && error.status === 503) return undefined
        throw error
      })
      if (found !== undefined && fits(found)) return found
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

class HeadEndRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
