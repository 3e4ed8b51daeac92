import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverCertificate } from '@ferraris/testing/certificates'
import { Aedes } from 'aedes'
import { listenForConcentrators } from './listener.ts'

/** A broker that a test can take away and bring back on the same port. */
export interface TestBroker {
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Without access rules; its sessions live as long as the test. */
export async function aedesBroker(): Promise<TestBroker> {
  const port = await freePort()
  const broker = await Aedes.createBroker()
  const listen = () =>
    listenForConcentrators({ host: '127.0.0.1', port, onConnection: socket => void broker.handle(socket) })
  let listener = await listen()
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stop: () => listener.close(),
    start: async () => {
      listener = await listen()
    },
    async remove() {
      await listener.close()
      await new Promise<void>(resolve => broker.close(resolve))
    },
  }
}

export const mosquittoIsHere = spawnSync('mosquitto', ['-h']).error === undefined

/** A mosquitto that keeps its sessions on disk; without access rules, or with `rules` (an ACL file). By TLS it asks for a certificate. */
export async function mosquittoBroker(rules?: string, { tls = false } = {}): Promise<TestBroker> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-mosquitto-'))
  const file = join(folder, 'mosquitto.conf')
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence true']
  // As root mosquitto becomes another user, without the right to write there.
  lines.push(`persistence_location ${folder}/`, 'user root')
  if (tls) {
    for (const [name, option] of Object.entries({ ca: 'cafile', cert: 'certfile', key: 'keyfile' })) {
      const pem = join(folder, `${name}.pem`)
      await writeFile(pem, serverCertificate[name as keyof typeof serverCertificate])
      lines.push(`${option} ${pem}`)
    }
    lines.push('require_certificate true')
  }
  if (rules !== undefined) {
    await writeFile(join(folder, 'acl'), rules)
    lines.push(`acl_file ${join(folder, 'acl')}`)
  }
  await writeFile(file, `${lines.join('\n')}\n`)
  let child: ChildProcess
  const start = async () => {
    child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' })
    while (!(await answers(port))) await new Promise(resolve => setTimeout(resolve, 20))
  }
  const stop = async () => {
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  await start()
  return {
    url: tls ? `mqtts://localhost:${port}` : `mqtt://127.0.0.1:${port}`,
    start,
    stop,
    async remove() {
      if (child.exitCode === null) await stop()
      await rm(folder, { recursive: true })
    },
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
