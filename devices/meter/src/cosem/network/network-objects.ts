import { type Data, data, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Context } from '../model/context.ts'
import { object, read } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'

/** Where a meter's host listens for it. */
export interface Listening {
  /** IPv4 address, dotted. */
  readonly address: string
  readonly port: number
  readonly maxConnections: number
  /** Seconds of silence after which a connection ends; 0 for never. */
  readonly idleTimeout: number
}

const tcp = '0.0.25.0.0.255'
const ipv4 = '0.0.25.1.0.255'
const noObject = data.octets(new Uint8Array(6))

/** Nobody listens yet. */
const silent: Listening = { address: '0.0.0.0', port: 0, maxConnections: 0, idleTimeout: 0 }

function listening({ listener }: Context): Listening {
  return listener?.() ?? silent
}

/** The first octet is the highest. */
function numberOfAddress(address: string): number {
  return address.split('.').reduce((number, octet) => (number * 256 + Number(octet)) >>> 0, 0)
}

export const networkSources = {
  'tcp.port': (context: Context): Data => data.longUnsigned(listening(context).port),
  'tcp.connections': (context: Context): Data =>
    data.unsigned(Math.min(255, listening(context).maxConnections)),
  'tcp.idleTimeout': (context: Context): Data =>
    data.longUnsigned(Math.min(65_535, listening(context).idleTimeout)),
  'ipv4.address': (context: Context): Data =>
    data.doubleLongUnsigned(numberOfAddress(listening(context).address)),
}

/** TCP-UDP setup and IPv4 setup (IEC 62056-6-2, classes 41 and 42) of a meter whose host tells where it listens. */
export const network: readonly ObjectEntry[] = [
  object(classes.tcpUdpSetup, tcp, {
    port: read('tcp.port'),
    ipReference: read(data.octets(obisToOctets(obis(ipv4)))),
    maximumSegmentSize: read(data.longUnsigned(1460)),
    simultaneousConnections: read('tcp.connections'),
    inactivityTimeOut: read('tcp.idleTimeout'),
  }),
  object(classes.ipv4Setup, ipv4, {
    dataLinkReference: read(noObject),
    address: read('ipv4.address'),
    multicastAddresses: read(data.array()),
    options: read(data.array()),
    // What the host's network looks like beyond its address the meter is not told.
    subnetMask: read(data.doubleLongUnsigned(0)),
    gateway: read(data.doubleLongUnsigned(0)),
    useDhcp: read(data.boolean(false)),
    primaryDns: read(data.doubleLongUnsigned(0)),
    secondaryDns: read(data.doubleLongUnsigned(0)),
  }),
]
