import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Listening } from '../../host.ts'
import { read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'

export const tcpSetup = obis('0.0.25.0.0.255')
const ipv4Setup = obis('0.0.25.1.0.255')

/** The host listens nowhere yet. */
const silent: Listening = { address: '0.0.0.0', port: 0, maxConnections: 0, idleTimeoutSeconds: 0 }

function listening({ listener }: Context): Listening {
  return listener?.() ?? silent
}

/** The first octet is the highest. */
function numberOfAddress(address: string): number {
  return address.split('.').reduce((number, octet) => (number * 256 + Number(octet)) >>> 0, 0)
}

/** TCP-UDP setup and IPv4 setup (IEC 62056-6-2, classes 41 and 42) of a meter; its host gives the address. */
export const network: readonly ObjectEntry[] = [
  object(classes.tcpUdpSetup, tcpSetup, {
    port: read(context => listening(context).port),
    ipReference: read(ipv4Setup),
    maximumSegmentSize: read(1460),
    simultaneousConnections: read(context => Math.min(255, listening(context).maxConnections)),
    inactivityTimeOut: read(context => Math.min(65_535, listening(context).idleTimeoutSeconds)),
  }),
  object(classes.ipv4Setup, ipv4Setup, {
    dataLinkReference: read(obis('0.0.0.0.0.0')),
    address: read(context => numberOfAddress(listening(context).address)),
    multicastAddresses: read([]),
    options: read([]),
    // Of the host's network only the address is known.
    subnetMask: read(0),
    gateway: read(0),
    useDhcp: read(false),
    primaryDns: read(0),
    secondaryDns: read(0),
  }),
]
