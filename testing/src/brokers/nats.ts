import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerProcess, freePort, isHere, Program } from './process.ts'

export const natsIsHere = isHere('nats-server', '--version')

/** A nats-server with JetStream that keeps its streams on disk. */
export async function natsServer(): Promise<BrokerProcess> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-nats-'))
  const server = new Program('nats-server', ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', folder])
  await server.start(port)
  return {
    url: `nats://127.0.0.1:${port}`,
    start: () => server.start(port),
    stop: () => server.stop(),
    async remove() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
