import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { type BrokerProcess, freePort, isHere, Program } from './process.ts'

export const natsIsHere = isHere('nats-server', '--version')

/** A nats-server with JetStream that keeps its streams on disk, and a stream of the subjects given. */
export async function natsServer(...subjects: readonly string[]): Promise<BrokerProcess> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-nats-'))
  const server = new Program('nats-server', ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', folder])
  await server.start(port)
  if (subjects.length > 0) {
    const connection = await connect({ servers: `127.0.0.1:${port}` })
    await (await jetstreamManager(connection)).streams.add({ name: 'MESSAGES', subjects: [...subjects] })
    await connection.close()
  }
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
