import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** The program as a shell finds it. */
export const program = fileURLToPath(new URL('../bin/ferraris.js', import.meta.resolve('@ferraris/cli')))

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly input?: string
}

/** Runs one command to its end. */
export async function ferraris(args: readonly string[], { env, cwd, input }: RunOptions = {}): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...quietEnv, ...env }, cwd })
  child.stdin.end(input)
  const ended = once(child, 'exit')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await ended) as [number | null]
  return { code, stdout, stderr }
}

/** The user's environment, without what would change our commands. */
const quietEnv = {
  ...process.env,
  FERRARIS_KEYS: '',
  FERRARIS_DATA: '',
  FERRARIS_API_TOKEN: '',
  NO_COLOR: '1',
}

/** A folder in /tmp that goes away with `using`. PostgreSQL's sockets need a short path. */
export function temporaryFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync('/tmp/ferraris-e2e-')
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

interface Started {
  readonly url: string
  readonly data: string
  readonly meters: number
  readonly pid: number
  /** Where concentrators call in, of a head-end that listens for them. */
  readonly mqttPort?: number
  readonly tunnelPort?: number
}

/** `ferraris district start` or `ferraris head-end start`, as it runs. */
export class RunningSystem {
  readonly started: Started
  readonly #child: ChildProcess
  readonly #said: string[]
  readonly #token: string
  readonly #ended: Promise<unknown>

  private constructor(
    child: ChildProcess,
    said: string[],
    started: Started,
    token: string,
    ended: Promise<unknown>,
  ) {
    this.#child = child
    this.#said = said
    this.started = started
    this.#token = token
    this.#ended = ended
  }

  /** Starts it on free ports. Rejects with its output if it ends before it runs. */
  static async start(
    what: 'district' | 'head-end',
    data: string,
    ...flags: readonly string[]
  ): Promise<RunningSystem> {
    const token = randomBytes(16).toString('hex')
    const args = [what, 'start', '--json', '--data', data, '--port', '0', ...flags]
    if (what === 'district') args.push('--meter-port', '0')
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...quietEnv, FERRARIS_API_TOKEN: token },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: string[] = []
    child.stderr.on('data', octets => said.push(String(octets)))
    const ended = once(child, 'exit')
    const [line] = await Promise.race([
      once(child.stdout, 'data'),
      ended.then(([code]) => Promise.reject(new Error(`${what} start ended with ${code}: ${said.join('')}`))),
    ])
    const started: Started | { readonly error: object } = JSON.parse(String(line))
    // Scripts are told on stdout why it does not start, too.
    if ('error' in started) {
      await ended
      throw new Error(`${what} start ended with ${JSON.stringify(started.error)}: ${said.join('')}`)
    }
    return new RunningSystem(child, said, started, token, ended)
  }

  /** Its output for people so far. */
  get said(): string {
    return this.#said.join('')
  }

  /** A resource of its REST interface, below /api/v1. */
  async get<T>(path: string): Promise<T> {
    return (await this.#fetch(path, {})) as T
  }

  /** Sends a document there. */
  async post(path: string, document: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    return await this.#fetch(path, { method: 'POST', headers, body: JSON.stringify(document) })
  }

  /** Server-sent events of a resource, as text that comes piece by piece. */
  async *events(path: string): AsyncGenerator<string> {
    const headers = { authorization: `Bearer ${this.#token}` }
    const { body } = await fetch(`${this.started.url}/api/v1${path}`, { headers })
    for await (const piece of body ?? []) yield new TextDecoder().decode(piece)
  }

  async #fetch(path: string, { headers, ...init }: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.started.url}/api/v1${path}`, {
      ...init,
      headers: { ...headers, authorization: `Bearer ${this.#token}` },
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }

  /** Sends a signal and waits for the end; gives the exit code, null if the signal ended it. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    await this.#ended
    return this.#child.exitCode
  }

  /** Stops it if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.signal('SIGTERM')
  }
}

/** A command that runs until it is stopped, and says as JSON on its first line what it has started. */
class RunningCommand<Started> {
  readonly started: Started
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>

  protected constructor(child: ChildProcess, started: Started, ended: Promise<unknown>) {
    this.#child = child
    this.started = started
    this.#ended = ended
  }

  /** Sends a signal and waits for the end; gives the exit code, null if the signal ended it. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    await this.#ended
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.signal('SIGTERM')
  }
}

/** Runs a command up to its first line. Rejects with its output if it ends before. */
async function startCommand(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...quietEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', octets => {
    said = `${said}${octets}`.slice(-4000)
  })
  const ended = once(child, 'exit')
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(([code]) =>
      Promise.reject(new Error(`${args.slice(0, 2).join(' ')} ended with ${code}: ${said}`)),
    ),
  ])
  return { child, started: JSON.parse(String(line)), ended }
}

/** `ferraris meter start`, as it runs. */
export class RunningMeter extends RunningCommand<{
  readonly serial: string
  readonly uri: string
  readonly managementUri: string
}> {
  /** Starts a meter, on a free port where the flags name none; keys and memory in the folder. */
  static async start(folder: string, ...flags: readonly string[]): Promise<RunningMeter> {
    const { child, started, ended } = await startCommand([
      'meter',
      'start',
      '--json',
      '--port',
      '0',
      '--data',
      folder,
      ...flags,
    ])
    return new RunningMeter(child, started, ended)
  }
}

/** `ferraris concentrator simulate`, as it runs: a concentrator and the meters on its line. */
export class RunningConcentrator extends RunningCommand<{
  readonly name: string
  readonly meters: number
  /** What a head-end has to know of the meters: a file. */
  readonly enrolment: string
}> {
  static async start(
    folder: string,
    credential: string,
    ...flags: readonly string[]
  ): Promise<RunningConcentrator> {
    const { child, started, ended } = await startCommand(
      ['concentrator', 'simulate', '--json', '--data', folder, ...flags],
      { FERRARIS_CONCENTRATOR_CREDENTIAL: credential },
    )
    return new RunningConcentrator(child, started, ended)
  }
}

/** Repeats a request until the answer satisfies; vitest's time limit ends it otherwise. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (satisfies(answer)) return answer
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** The meters of a data folder, as `district describe` tells scripts. */
export async function describedMeters(data: string) {
  const { stdout } = await ferraris(['district', 'describe', '--data', data, '--json'])
  return (JSON.parse(stdout) as { meters: { serial: string; household: string; uri: string }[] }).meters
}

/** A file of the measured curves beside the repository; undefined where there is none. */
export const sharedCurves = join(import.meta.dirname, '../../../shared/data/ch-15min/load_15min_wh.csv.gz')
