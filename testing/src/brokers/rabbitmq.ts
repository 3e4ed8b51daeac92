import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerProcess, freePort, isHere, Program } from './process.ts'
import { tlsFiles } from './tls-files.ts'

/** Not the wrapper in /usr/sbin, which becomes another user. */
const program = '/usr/lib/rabbitmq/bin/rabbitmq-server'

export const rabbitMqIsHere = isHere(program.replace('-server', '-defaults')) && isHere('epmd', '-names')

/** A RabbitMQ with AMQP 1.0, user and password `guest`; its queues are on disk. By TLS it asks for a certificate. */
export async function rabbitMqServer({ tls = false } = {}): Promise<BrokerProcess> {
  const [port, distribution, names] = [await freePort(), await freePort(), await freePort()]
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-rabbitmq-'))
  await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_amqp1_0].\n')
  const { ca, cert, key } = await tlsFiles(folder)
  const listening = tls
    ? [
        'listeners.tcp = none',
        `listeners.ssl.1 = 127.0.0.1:${port}`,
        `ssl_options.cacertfile = ${ca}`,
        `ssl_options.certfile = ${cert}`,
        `ssl_options.keyfile = ${key}`,
        'ssl_options.verify = verify_peer',
        'ssl_options.fail_if_no_peer_cert = true',
      ]
    : [`listeners.tcp.1 = 127.0.0.1:${port}`]
  await writeFile(join(folder, 'rabbitmq.conf'), [...listening, 'log.console = false', ''].join('\n'))
  const env = {
    ...process.env,
    HOME: folder,
    RABBITMQ_NODENAME: `ferraris${port}@localhost`,
    RABBITMQ_MNESIA_BASE: join(folder, 'db'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_DIST_PORT: `${distribution}`,
    ERL_EPMD_PORT: `${names}`,
    ERL_EPMD_ADDRESS: '127.0.0.1',
  }
  // Erlang's name service would be left behind if the server had to start it.
  const nameService = new Program('epmd', ['-port', `${names}`, '-address', '127.0.0.1'])
  const server = new Program(program, [], { env })
  const remove = async () => {
    await server.stop()
    await nameService.stop()
    await rm(folder, { recursive: true })
  }
  try {
    await nameService.start(names)
    await server.start(port)
  } catch (error) {
    await remove()
    throw error
  }
  return {
    url: tls ? `amqps://localhost:${port}` : `amqp://127.0.0.1:${port}`,
    start: () => server.start(port),
    stop: () => server.stop(),
    remove,
  }
}
