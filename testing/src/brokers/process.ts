import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'

/** A broker that is not ours, in a process that a test can take away and bring back on the same port. */
export interface BrokerProcess {
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Whether a program can be run. */
export function isHere(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).error === undefined
}

/** A program that is started, and has ended when `stop` resolves. */
export class Program {
  readonly #start: () => ChildProcess
  #child: ChildProcess | undefined

  constructor(program: string, args: readonly string[], options: SpawnOptions = {}) {
    this.#start = () => spawn(program, [...args], { stdio: 'ignore', ...options })
  }

  /** Resolves when it answers on the port. Throws when it ends before. */
  async start(port: number): Promise<void> {
    const child = this.#start()
    this.#child = child
    let ended = false
    child.once('error', () => {
      ended = true
    })
    child.once('exit', () => {
      ended = true
    })
    while (!(await answers(port))) {
      if (ended) throw new Error(`the program ended with status ${child.exitCode} before it answered`)
      await new Promise(resolve => setTimeout(resolve, 30))
    }
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
