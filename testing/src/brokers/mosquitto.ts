import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerProcess, freePort, isHere, Program } from './process.ts'

export const mosquittoIsHere = isHere('mosquitto', '-h')

/** A mosquitto without access rules. */
export async function mosquittoServer(): Promise<BrokerProcess> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-mosquitto-'))
  const file = join(folder, 'mosquitto.conf')
  await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  const server = new Program('mosquitto', ['-c', file])
  await server.start(port)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start: () => server.start(port),
    stop: () => server.stop(),
    async remove() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
