import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { wpdusIn } from '../links/wrapper-udp.ts'
import { Associations, type DlmsService } from './dlms-service.ts'
import { keepLatest } from './latest.ts'
import type { DlmsListener } from './listen-tcp.ts'

interface DlmsUdpOptions extends DlmsService {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Peers with associations to keep; the one that has been silent longest goes first. */
  readonly maxPeers: number
}

/**
 * Serves a device over UDP (IEC 62056-4-7, 5.2). A peer is its address and port. Throws
 * the system's error when the port cannot be had.
 */
export async function listenDlmsUdp(options: DlmsUdpOptions): Promise<DlmsListener> {
  const socket = createSocket(options.host.includes(':') ? 'udp6' : 'udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(options.port, options.host, () => {
      socket.removeListener('error', reject)
      resolve()
    })
  })
  socket.on('error', options.onFailure)
  serve(socket, options)
  return {
    port: socket.address().port,
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}

function serve(socket: Socket, options: DlmsUdpOptions): void {
  /** In the order in which they were last heard. */
  const peers = new Map<string, Associations>()

  function associationsOf({ address, port }: RemoteInfo): Associations {
    const name = `${address} ${port}`
    const associations = peers.get(name) ?? new Associations(options)
    keepLatest(peers, name, associations, options.maxPeers)
    return associations
  }

  socket.on('message', (datagram, peer) => {
    if (options.supplied?.() === false) return peers.clear()
    try {
      for (const { source, destination, apdu } of wpdusIn(plainOctets(datagram))) {
        for (const answer of associationsOf(peer).answer(source, destination, apdu)) {
          const octets = encodeWpdu({ source: destination, destination: source, apdu: answer })
          // An answer that cannot be sent is lost, as one that is lost on its way.
          socket.send(octets, peer.port, peer.address, () => {})
        }
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) options.onFailure(error)
    }
  })
}
