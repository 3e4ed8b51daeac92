import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { concentratorCertificate } from '../certificates.ts'
import { type BrokerProcess, freePort, isHere, Program } from './process.ts'
import { tlsFiles } from './tls-files.ts'

export const natsIsHere = isHere('nats-server', '--version')

/** A nats-server with JetStream that keeps its streams on disk, and a stream of the subject given; by TLS it asks for a certificate. */
export async function natsServer(subject?: string, { tls = false } = {}): Promise<BrokerProcess> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-nats-'))
  const { ca, cert, key } = await tlsFiles(folder)
  const secured = tls ? ['--tls', '--tlsverify', '--tlscacert', ca, '--tlscert', cert, '--tlskey', key] : []
  const settings = ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', join(folder, 'streams'), ...secured]
  const server = new Program('nats-server', settings)
  await server.start(port)
  if (subject !== undefined) {
    const connection = await connect({
      servers: `localhost:${port}`,
      ...(tls && { tls: concentratorCertificate }),
    })
    await (await jetstreamManager(connection)).streams.add({ name: 'MESSAGES', subjects: [subject] })
    await connection.close()
  }
  return {
    url: tls ? `tls://localhost:${port}` : `nats://127.0.0.1:${port}`,
    start: () => server.start(port),
    stop: () => server.stop(),
    async remove() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
