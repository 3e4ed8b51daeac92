import { arrayOf, structure } from '../../values/composites.ts'
import {
  boolean,
  doubleLongUnsigned,
  integer,
  logicalName,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

/** Class 42, IPv4 setup (IEC 62056-6-2). Addresses are numbers, the first octet the highest. */
export const ipv4Setup = interfaceClass({
  name: 'IPv4 setup',
  classId: 42,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    dataLinkReference: attribute(2, logicalName, 'static', 'setup of the data link below'),
    address: attribute(3, doubleLongUnsigned, 'static', 'own address; 0 if there is none'),
    multicastAddresses: attribute(
      4,
      arrayOf(doubleLongUnsigned),
      'static',
      'groups that the device belongs to',
    ),
    options: attribute(
      5,
      arrayOf(structure({ type: unsigned, length: unsigned, data: octetString })),
      'static',
      'options sent with each packet',
    ),
    subnetMask: attribute(6, doubleLongUnsigned, 'static', 'mask of the own network'),
    gateway: attribute(7, doubleLongUnsigned, 'static', 'way out of the own network'),
    useDhcp: attribute(8, boolean, 'static', 'whether the address comes by DHCP'),
    primaryDns: attribute(9, doubleLongUnsigned, 'static', 'first name server'),
    secondaryDns: attribute(10, doubleLongUnsigned, 'static', 'second name server'),
  },
  methods: {
    addMulticastAddress: method(1, doubleLongUnsigned, 'joins a group'),
    deleteMulticastAddress: method(2, doubleLongUnsigned, 'leaves a group'),
    countMulticastAddresses: method(3, integer, 'answers with the number of groups'),
  },
})
