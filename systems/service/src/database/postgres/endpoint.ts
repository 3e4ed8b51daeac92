import { chmodSync, chownSync, mkdirSync, mkdtempSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where the server listens: a unix socket in a folder that only its user may enter; a loopback port on Windows. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** Server settings that make it listen there and nowhere else. */
  readonly settings: string[]
}

/** sun_path of sockaddr_un, with its closing zero; macOS has 104. */
const longestSocketPath = 103
const port = 5432

export async function makeEndpoint(
  dataFolder: string,
  owner: { uid: number | undefined },
): Promise<Endpoint> {
  if (process.platform === 'win32') {
    const free = await freePort()
    return { host: '127.0.0.1', port: free, settings: ['listen_addresses=127.0.0.1', `port=${free}`] }
  }
  let folder = path.join(dataFolder, 'socket')
  if (Buffer.byteLength(path.join(folder, `.s.PGSQL.${port}`)) > longestSocketPath) {
    folder = mkdtempSync(path.join(tmpdir().length < 40 ? tmpdir() : '/tmp', 'ferraris-'))
  } else {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
  let permissions = '0700'
  if (owner.uid !== undefined) {
    // Ours by its group: a root without the right to pass everywhere (in a container) can enter it too.
    chownSync(folder, owner.uid, process.getgid?.() ?? owner.uid)
    chmodSync(folder, 0o2750)
    permissions = '0770'
  }
  return {
    host: folder,
    port,
    settings: [
      'listen_addresses=',
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      `unix_socket_permissions=${permissions}`,
    ],
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
