import { lookup as lookUp } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { MessageLinkError } from './message-link-error.ts'

/*
 * Where messages may go. Who adds a destination chooses an address that this machine then calls: without a bound it would reach what only this
 * machine reaches, its own services, the network behind it, the metadata of a cloud. So addresses that are not of the public internet are refused
 * unless they are in a network that the operator of the machine has named. A name is as good as what it leads to, at each connection.
 */

/** Addresses that are not of the public internet (IANA registries of special-purpose addresses, RFC 6890). */
const inner = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  // Of these the last octets are an IPv4 address, behind a translator or a tunnel.
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
])

/** Which inner networks messages may go to. */
export class Reach {
  readonly #allowed: BlockList

  /** Networks as `10.20.0.0/16`, `fd00:1::/48`, or single addresses. Throws MessageLinkError `url-invalid`. */
  constructor(networks: readonly string[]) {
    this.#allowed = listOf(networks)
  }

  /**
   * An address that a host has and messages may go to. Throws MessageLinkError `inner-network` where there is none, `away` where the name
   * leads nowhere.
   */
  async addressOf(host: string): Promise<{ readonly address: string; readonly family: number }> {
    const found = await addressesOf(host)
    const admitted = found.find(({ address }) => this.#admits(address))
    if (admitted !== undefined) return admitted
    const [first] = found
    throw new MessageLinkError(
      'inner-network',
      `${host} is ${first?.address ?? 'nowhere'}, which is not of the public internet`,
      { path: 'url' },
    )
  }

  #admits(address: string): boolean {
    return !isIn(inner, address) || isIn(this.#allowed, address)
  }
}

async function addressesOf(host: string): Promise<{ address: string; family: number }[]> {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  try {
    return await lookUp(host, { all: true })
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw new MessageLinkError('away', `the name ${host} leads nowhere (${code})`, { cause })
  }
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits, ...more] = network.split('/')
    const family = isIP(address)
    const most = family === 6 ? 128 : 32
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (family === 0 || more.length > 0 || !(length <= most))
      throw new MessageLinkError('url-invalid', `${network.slice(0, 60)} is no network, as 10.20.0.0/16 is`)
    list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
