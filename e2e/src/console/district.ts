import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../../..')
const token = 'console-tests-0123456789abcdef0123456789'

/** A whole system, run by the command that its users run. */
export interface RunningDistrict {
  readonly url: string
  /** A request to the REST interface as administrator: a question, or what is to be done with its method and body; the answer's JSON. */
  readonly api: <T>(path: string, deed?: Deed) => Promise<T>
  /** Name and password as the first start keeps them. */
  readonly signIn: { readonly username: string; readonly password: string }
  /** Runs `ferraris` in the district's folder, as administrator; what it prints. */
  readonly ferraris: (...words: string[]) => Promise<string>
  readonly stop: () => Promise<void>
}

interface Deed {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly body?: object
}

interface StartOptions {
  readonly meters: number
  readonly historyDays: number
  /** Power lines, each with a concentrator; without them all meters are called directly. */
  readonly substations?: number
  /** Of the meters, those that are called directly; the rest is on the lines. */
  readonly direct?: number
  /** Homes with a customer's device. */
  readonly customerDevices?: number
  /** Share of the last day that has to be there before it is shown: on long lines some homes are out of reach. */
  readonly enough?: number
}

/** Builds the console if it is not up to date. */
export function buildConsole() {
  return once(node(['tools/build-console.ts', '--if-stale']), 'exit')
}

/** Builds the console if it is not up to date, starts a district in a folder of its own, and waits for its readings. */
export async function startDistrict(options: StartOptions): Promise<RunningDistrict> {
  const { meters, historyDays, substations = 0, direct = meters, customerDevices = 0, enough = 1 } = options
  await buildConsole()
  const data = await mkdtemp(join(tmpdir(), 'ferraris-console-'))
  const district = node([
    'systems/cli/bin/ferraris.js',
    ...['district', 'start', '--json', '--port', '0', '--meter-port', '0'],
    ...['--meters', String(meters), '--history', String(historyDays), '--data', data],
    ...['--substations', String(substations), '--direct', String(direct)],
    ...['--customer-devices', String(customerDevices)],
  ])
  const stop = async () => {
    if (district.exitCode === null && district.signalCode === null) {
      district.kill('SIGTERM')
      await once(district, 'exit')
    }
    await rm(data, { recursive: true, force: true })
  }
  try {
    const url = await addressOf(district)
    const api = async <T>(path: string, { method, body }: Partial<Deed> = {}): Promise<T> => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        ...(method && { method }),
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (answer.status === 204 ? null : await answer.json()) as T
    }
    const ferraris = async (...words: string[]): Promise<string> => {
      const env = { ...process.env, FERRARIS_API_TOKEN: token }
      const command = [join(root, 'systems/cli/bin/ferraris.js'), ...words]
      return (await promisify(execFile)(process.execPath, command, { cwd: data, env })).stdout
    }
    await untilComplete(api, enough)
    return { url, api, ferraris, signIn: await readSignIn(data), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function node(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, FERRARIS_API_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** The address in the one JSON document that `--json` prints. */
async function addressOf(district: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of district.stdout ?? []) {
    text += chunk
    if (text.includes('\n')) return (JSON.parse(text) as { url: string }).url
  }
  throw new Error(`the district ended before it ran: ${text}`)
}

/** Waits until the last complete day is there as a whole, and reports what is missing at a timeout. */
async function untilComplete(api: RunningDistrict['api'], enough: number): Promise<void> {
  const end = Date.now() + 180_000
  for (;;) {
    const { completeness } = await api<{ completeness: { expected: number; received: number } }>('/summary')
    if (completeness.expected > 0 && completeness.received >= enough * completeness.expected) return
    if (Date.now() > end) throw new Error(`still incomplete: ${JSON.stringify(completeness)}`)
    await delay(250)
  }
}

async function readSignIn(data: string): Promise<RunningDistrict['signIn']> {
  const text = await readFile(join(data, 'sign-in.txt'), 'utf8')
  const line = (name: string) => new RegExp(`^${name}: (\\S+)$`, 'm').exec(text)?.[1] ?? ''
  return { username: line('username'), password: line('password') }
}
