import { arrayOf, structure } from '../../values/composites.ts'
import {
  anyData,
  bitString,
  boolean,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

/** Class 90, G3-PLC MAC layer counters (IEC 62056-6-2). */
export const g3MacLayerCounters = interfaceClass({
  name: 'G3-PLC MAC layer counters',
  classId: 90,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    txDataPacketCount: attribute(2, doubleLongUnsigned, 'dynamic', 'data packets sent to one device'),
    rxDataPacketCount: attribute(3, doubleLongUnsigned, 'dynamic', 'data packets received for this device'),
    txCommandPacketCount: attribute(4, doubleLongUnsigned, 'dynamic', 'command packets sent'),
    rxCommandPacketCount: attribute(5, doubleLongUnsigned, 'dynamic', 'command packets received'),
    csmaFailCount: attribute(
      6,
      doubleLongUnsigned,
      'dynamic',
      'sendings given up because the line stayed busy',
    ),
    csmaNoAckCount: attribute(7, doubleLongUnsigned, 'dynamic', 'packets without acknowledgement'),
    badCrcCount: attribute(8, doubleLongUnsigned, 'dynamic', 'frames received broken'),
    txDataBroadcastCount: attribute(9, doubleLongUnsigned, 'dynamic', 'broadcast packets sent'),
    rxDataBroadcastCount: attribute(10, doubleLongUnsigned, 'dynamic', 'broadcast packets received'),
  },
  methods: {
    reset: method(1, integer, 'sets all counters to zero'),
  },
})

/** Class 91, G3-PLC MAC setup, version 2. */
export const g3MacSetupV2 = interfaceClass({
  name: 'G3-PLC MAC setup',
  classId: 91,
  version: 2,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    shortAddress: attribute(2, longUnsigned, 'dynamic', 'own 16-bit address'),
    routeCostToCoordinator: attribute(3, longUnsigned, 'dynamic', 'cost of the route to the coordinator'),
    panId: attribute(4, longUnsigned, 'dynamic', 'network that the device belongs to'),
    keyTable: attribute(
      5,
      arrayOf(structure({ id: unsigned, key: octetString })),
      'dynamic',
      'group keys; not to be read',
    ),
    frameCounter: attribute(6, doubleLongUnsigned, 'dynamic', 'frames ciphered with the active key'),
    toneMask: attribute(7, bitString, 'static', 'carriers that are used'),
    toneMapResponseTimeToLive: attribute(8, unsigned, 'static', 'minutes that a tone map is valid'),
    maxFrameRetries: attribute(9, unsigned, 'static', 'attempts after one that failed'),
    neighbourTableEntryTimeToLive: attribute(
      10,
      unsigned,
      'static',
      'minutes that a neighbour is remembered',
    ),
    neighbourTable: attribute(11, arrayOf(anyData), 'dynamic', 'neighbours with modulation and quality'),
    highPriorityWindowSize: attribute(12, unsigned, 'static', 'slots of the window for urgent frames'),
    csmaFairnessLimit: attribute(13, unsigned, 'static', 'failed attempts after which the back-off shrinks'),
    beaconRandomizationWindowLength: attribute(
      14,
      unsigned,
      'static',
      'seconds within which beacons are answered',
    ),
    a: attribute(15, unsigned, 'static', 'linear decrease of the contention window'),
    k: attribute(16, unsigned, 'static', 'growth of the contention window under fairness'),
    minCwAttempts: attribute(17, unsigned, 'static', 'attempts with the smallest contention window'),
    cenelecLegacyMode: attribute(
      18,
      unsigned,
      'static',
      'whether the older coding is used in the CENELEC bands',
    ),
    fccLegacyMode: attribute(19, unsigned, 'static', 'whether the older coding is used in the FCC band'),
    maxBackoffExponent: attribute(20, unsigned, 'static', 'largest back-off exponent'),
    maxCsmaBackoffs: attribute(21, unsigned, 'static', 'back-offs before a frame is given up'),
    minBackoffExponent: attribute(22, unsigned, 'static', 'smallest back-off exponent'),
  },
  methods: {
    getNeighbourTableEntry: method(1, longUnsigned, 'answers with the entries of one neighbour'),
  },
})

/** Version 4: table of stations in reach, broadcasts, attenuation. */
export const g3MacSetup = interfaceClass({
  ...g3MacSetupV2,
  version: 4,
  attributes: {
    ...g3MacSetupV2.attributes,
    broadcastMaxCwEnabled: attribute(
      23,
      boolean,
      'static',
      'whether broadcasts use the largest contention window',
    ),
    transmitAttenuation: attribute(24, unsigned, 'static', 'attenuation of the sender, dB'),
    stationsInReach: attribute(25, arrayOf(anyData), 'dynamic', 'stations in reach, with their quality'),
    duplicateDetectionTimeToLive: attribute(
      26,
      unsigned,
      'static',
      'seconds in which a repeated frame is known as such',
    ),
    recentEntryThreshold: attribute(27, unsigned, 'static', 'minutes in which a station counts as recent'),
    recentEntries: attribute(28, longUnsigned, 'dynamic', 'stations in reach that are recent'),
    preambleLength: attribute(29, unsigned, 'static', 'symbols of the preamble'),
  },
  methods: {
    ...g3MacSetupV2.methods,
    getStationInReach: method(2, longUnsigned, 'answers with the entry of one station in reach'),
  },
})

/** Class 92, G3-PLC 6LoWPAN adaptation layer setup, version 2. */
export const g3AdaptationLayerSetup = interfaceClass({
  name: 'G3-PLC 6LoWPAN adaptation layer setup',
  classId: 92,
  version: 2,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    maxHops: attribute(2, unsigned, 'static', 'most hops of a route'),
    weakLqiValue: attribute(3, unsigned, 'static', 'link quality below which a link counts as weak'),
    securityLevel: attribute(4, unsigned, 'static', 'protection of frames'),
    prefixTable: attribute(5, arrayOf(anyData), 'dynamic', 'prefixes of addresses'),
    routingConfiguration: attribute(6, arrayOf(anyData), 'static', 'parameters of the routing'),
    broadcastLogEntryTimeToLive: attribute(
      7,
      longUnsigned,
      'static',
      'minutes that a broadcast is remembered',
    ),
    routingTable: attribute(8, arrayOf(anyData), 'dynamic', 'next hop and cost towards each destination'),
    contextInformationTable: attribute(
      9,
      arrayOf(anyData),
      'dynamic',
      'contexts by which addresses are shortened',
    ),
    blacklistTable: attribute(10, arrayOf(anyData), 'dynamic', 'neighbours that are avoided, and until when'),
    broadcastLogTable: attribute(11, arrayOf(anyData), 'dynamic', 'broadcasts that were seen'),
    groupTable: attribute(12, arrayOf(anyData), 'dynamic', 'groups that the device belongs to'),
    maxJoinWaitTime: attribute(13, longUnsigned, 'static', 'seconds to wait while joining'),
    pathDiscoveryTime: attribute(14, unsigned, 'static', 'seconds to wait for a discovered path'),
    activeKeyIndex: attribute(15, unsigned, 'static', 'place of the key in use'),
    metricType: attribute(16, unsigned, 'static', 'how the cost of a route is counted'),
    coordinatorShortAddress: attribute(17, longUnsigned, 'static', 'address of the coordinator'),
    disableDefaultRouting: attribute(
      18,
      boolean,
      'static',
      'whether the routing of the standard is switched off',
    ),
    deviceType: attribute(
      19,
      enumeration({ 'pan-device': 0, 'pan-coordinator': 1, 'not-defined': 2 }),
      'static',
      'role in the network',
    ),
    defaultCoordinatorRouteEnabled: attribute(
      20,
      boolean,
      'static',
      'whether a route to the coordinator always exists',
    ),
    destinationAddressSet: attribute(
      21,
      arrayOf(longUnsigned),
      'dynamic',
      'addresses that this device answers for',
    ),
  },
  methods: {},
})
