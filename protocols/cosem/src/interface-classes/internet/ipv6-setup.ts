import { arrayOf, structure } from '../../values/composites.ts'
import {
  doubleLongUnsigned,
  enumeration,
  logicalName,
  longUnsigned,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

const addressOfKind = structure({
  kind: enumeration({ unicast: 0, multicast: 1, gateway: 2 }),
  address: octetString,
})

/** Class 48, IPv6 setup (IEC 62056-6-2). */
export const ipv6Setup = interfaceClass({
  name: 'IPv6 setup',
  classId: 48,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    dataLinkReference: attribute(2, logicalName, 'static', 'setup of the data link below'),
    addressConfigurationMode: attribute(
      3,
      enumeration({ auto: 0, dhcpv6: 1, manual: 2, 'neighbour-discovery': 3 }),
      'static',
      'where the addresses come from',
    ),
    unicastAddresses: attribute(4, arrayOf(octetString), 'static', 'own addresses, 16 octets each'),
    multicastAddresses: attribute(5, arrayOf(octetString), 'static', 'groups that the device belongs to'),
    gatewayAddresses: attribute(6, arrayOf(octetString), 'static', 'ways out of the own network'),
    primaryDns: attribute(7, octetString, 'static', 'first name server'),
    secondaryDns: attribute(8, octetString, 'static', 'second name server'),
    trafficClass: attribute(9, unsigned, 'static', 'traffic class of packets that are sent'),
    neighbourDiscoverySetup: attribute(
      10,
      arrayOf(
        structure({
          maxRetries: unsigned,
          retryTimeout: longUnsigned,
          advertisementPeriod: doubleLongUnsigned,
        }),
      ),
      'static',
      'retries, timeouts and periods of neighbour discovery',
    ),
  },
  methods: {
    addAddress: method(1, addressOfKind, 'adds an address to its list'),
    removeAddress: method(2, addressOfKind, 'removes an address from its list'),
  },
})
