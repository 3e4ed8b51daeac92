import {
  anyData,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  long,
  longUnsigned,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

/** Class 80, 61334-4-32 LLC SSCS setup: the convergence layer of PRIME (IEC 62056-6-2). */
export const primeLlcSscsSetup = interfaceClass({
  name: '61334-4-32 LLC SSCS setup',
  classId: 80,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    serviceNodeAddress: attribute(
      2,
      longUnsigned,
      'dynamic',
      'address that the base node has given this one',
    ),
    baseNodeAddress: attribute(3, longUnsigned, 'static', 'address of the base node'),
  },
  methods: {
    reset: method(1, integer, 'gives the address back, to be registered anew'),
  },
})

/** Class 81, PRIME NB OFDM PLC physical layer counters. */
export const primePhysicalLayerCounters = interfaceClass({
  name: 'PRIME NB OFDM PLC physical layer counters',
  classId: 81,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    crcIncorrectCount: attribute(2, longUnsigned, 'dynamic', 'bursts with a right header and a wrong CRC'),
    crcFailCount: attribute(3, longUnsigned, 'dynamic', 'bursts with a wrong header'),
    txDropCount: attribute(4, longUnsigned, 'dynamic', 'frames dropped before they were sent'),
    rxDropCount: attribute(5, longUnsigned, 'dynamic', 'frames dropped after they were received'),
  },
  methods: {
    reset: method(1, integer, 'sets all counters to zero'),
  },
})

/** Class 82, PRIME NB OFDM PLC MAC setup. */
export const primeMacSetup = interfaceClass({
  name: 'PRIME NB OFDM PLC MAC setup',
  classId: 82,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    minSwitchSearchTime: attribute(
      2,
      unsigned,
      'static',
      'seconds a node listens before it asks to be promoted',
    ),
    maxPromotionPdu: attribute(3, unsigned, 'static', 'promotion requests sent in that time'),
    promotionPduTxPeriod: attribute(4, unsigned, 'static', 'seconds between two promotion requests'),
    beaconsPerFrame: attribute(5, unsigned, 'static', 'most beacons in a frame'),
    scpMaxTxAttempts: attribute(6, unsigned, 'static', 'attempts to send in the shared period'),
    ctlRetransmissionTimer: attribute(7, unsigned, 'static', 'seconds before a control packet is repeated'),
    maxCtlRetransmissions: attribute(8, unsigned, 'static', 'most repetitions of a control packet'),
  },
  methods: {},
})

/** Class 83, PRIME NB OFDM PLC MAC functional parameters. */
export const primeMacFunctionalParameters = interfaceClass({
  name: 'PRIME NB OFDM PLC MAC functional parameters',
  classId: 83,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    localNodeId: attribute(2, long, 'dynamic', 'identifier of this node in its switch'),
    localSwitchId: attribute(3, unsigned, 'dynamic', 'identifier of this node as a switch'),
    switchId: attribute(4, unsigned, 'dynamic', 'switch that this node hangs on'),
    subnetworkAddress: attribute(5, octetString, 'dynamic', 'address of the subnetwork'),
    state: attribute(
      6,
      enumeration({ disconnected: 0, terminal: 1, switch: 2, base: 3 }),
      'dynamic',
      'role of this node',
    ),
    sharedPeriodLength: attribute(7, long, 'dynamic', 'symbols of the shared period'),
    nodeHierarchyLevel: attribute(8, unsigned, 'dynamic', 'level of this node in the tree'),
    beaconSlotCount: attribute(9, unsigned, 'dynamic', 'beacon slots in a frame'),
    beaconRxSlot: attribute(10, unsigned, 'dynamic', 'slot in which the beacon is received'),
    beaconTxSlot: attribute(11, unsigned, 'dynamic', 'slot in which the own beacon is sent'),
    beaconRxFrequency: attribute(12, unsigned, 'dynamic', 'frames between two received beacons'),
    beaconTxFrequency: attribute(13, unsigned, 'dynamic', 'frames between two own beacons'),
    capabilities: attribute(14, longUnsigned, 'dynamic', 'bits: what this node can do'),
  },
  methods: {},
})

/** Class 84, PRIME NB OFDM PLC MAC counters. */
export const primeMacCounters = interfaceClass({
  name: 'PRIME NB OFDM PLC MAC counters',
  classId: 84,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    txDataPacketCount: attribute(2, doubleLongUnsigned, 'dynamic', 'data packets sent'),
    rxDataPacketCount: attribute(3, doubleLongUnsigned, 'dynamic', 'data packets received'),
    txControlPacketCount: attribute(4, doubleLongUnsigned, 'dynamic', 'control packets sent'),
    rxControlPacketCount: attribute(5, doubleLongUnsigned, 'dynamic', 'control packets received'),
    csmaFailCount: attribute(
      6,
      doubleLongUnsigned,
      'dynamic',
      'sendings given up because the line stayed busy',
    ),
    csmaChannelBusyCount: attribute(7, doubleLongUnsigned, 'dynamic', 'times that the line was busy'),
  },
  methods: {
    reset: method(1, integer, 'sets all counters to zero'),
  },
})

/** Class 85, PRIME NB OFDM PLC MAC network administration data. */
export const primeMacNetworkAdministrationData = interfaceClass({
  name: 'PRIME NB OFDM PLC MAC network administration data',
  classId: 85,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    multicastEntries: attribute(2, anyData, 'dynamic', 'multicast connections and their members'),
    switchTable: attribute(3, anyData, 'dynamic', 'switches in the subnetwork'),
    directTable: attribute(4, anyData, 'dynamic', 'direct connections between nodes'),
    availableSwitches: attribute(5, anyData, 'dynamic', 'switches that this node hears, with their levels'),
    communicationParameters: attribute(
      6,
      anyData,
      'dynamic',
      'modulation and quality towards each neighbour',
    ),
  },
  methods: {
    reset: method(1, integer, 'empties the lists'),
  },
})

/** Class 86, PRIME NB OFDM PLC application identification. */
export const primeApplicationIdentification = interfaceClass({
  name: 'PRIME NB OFDM PLC application identification',
  classId: 86,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    firmwareVersion: attribute(2, octetString, 'static', 'version of the firmware of the node'),
    vendorId: attribute(3, longUnsigned, 'static', 'maker of the node'),
    productId: attribute(4, longUnsigned, 'static', 'product of the maker'),
  },
  methods: {},
})
