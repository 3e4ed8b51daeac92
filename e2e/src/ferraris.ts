import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
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

/** A temporary folder that goes away with `using`. */
export function temporaryFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'ferraris-e2e-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** A command that has said as JSON on its first line what it has started. */
interface Launched<Started> {
  readonly child: ChildProcess
  readonly started: Started
  /** Its output for people, piece by piece. */
  readonly said: readonly string[]
  readonly ended: Promise<unknown>
}

/** Runs a command up to its first line. Rejects with its output if it ends before, or says that it cannot start. */
async function launch<Started>(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Launched<Started>> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...quietEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', octets => said.push(String(octets)))
  const ended = once(child, 'exit')
  const what = args.slice(0, 2).join(' ')
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(([code]) => Promise.reject(new Error(`${what} ended with ${code}: ${said.join('')}`))),
  ])
  const started: Started | { readonly error: object } = JSON.parse(String(line))
  // Scripts are told on stdout why it does not start, too.
  if (typeof started === 'object' && started !== null && 'error' in started) {
    await ended
    throw new Error(`${what} ended with ${JSON.stringify(started.error)}: ${said.join('')}`)
  }
  return { child, started, said, ended }
}

/** A command that runs until it is stopped. */
class RunningCommand<Started> {
  readonly started: Started
  readonly #launched: Launched<Started>

  protected constructor(launched: Launched<Started>) {
    this.started = launched.started
    this.#launched = launched
  }

  /** Its output for people so far. */
  get said(): string {
    return this.#launched.said.join('')
  }

  /** Sends a signal and waits for the end; gives the exit code, null if the signal ended it. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const { child, ended } = this.#launched
    child.kill(signal)
    await ended
    return child.exitCode
  }

  /** Stops it if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#launched.child
    if (exitCode === null && signalCode === null) await this.signal('SIGTERM')
  }
}

interface StartedSystem {
  readonly url: string
  readonly data: string
  readonly meters: number
  readonly pid: number
  /** Where concentrators call in, of a head-end that listens for them. */
  readonly mqttPort?: number
  readonly tunnelPort?: number
}

/** `ferraris district start` or `ferraris head-end start`, as it runs. */
export class RunningSystem extends RunningCommand<StartedSystem> {
  /** Of an administrator, for scripts. */
  readonly token: string

  private constructor(launched: Launched<StartedSystem>, token: string) {
    super(launched)
    this.token = token
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
    return new RunningSystem(await launch(args, { FERRARIS_API_TOKEN: token }), token)
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
    const headers = { authorization: `Bearer ${this.token}` }
    const { body } = await fetch(`${this.started.url}/api/v1${path}`, { headers })
    for await (const piece of body ?? []) yield new TextDecoder().decode(piece)
  }

  async #fetch(path: string, { headers, ...init }: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.started.url}/api/v1${path}`, {
      ...init,
      headers: { ...headers, authorization: `Bearer ${this.token}` },
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }
}

/** `ferraris meter start`, as it runs. */
export class RunningMeter extends RunningCommand<{
  readonly serial: string
  readonly uri: string
  readonly managementUri: string
}> {
  /** Starts a meter, on a free port where the flags name none; keys and memory in the folder. */
  static async start(folder: string, ...flags: readonly string[]): Promise<RunningMeter> {
    return new RunningMeter(
      await launch(['meter', 'start', '--json', '--port', '0', '--data', folder, ...flags]),
    )
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
    const args = ['concentrator', 'simulate', '--json', '--data', folder, ...flags]
    return new RunningConcentrator(await launch(args, { FERRARIS_CONCENTRATOR_CREDENTIAL: credential }))
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
