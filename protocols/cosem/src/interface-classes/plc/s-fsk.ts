import { arrayOf, structure } from '../../values/composites.ts'
import {
  boolean,
  doubleLongUnsigned,
  enumCode,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

const electricalPhase = enumeration({ 'not-defined': 0, 'phase-1': 1, 'phase-2': 2, 'phase-3': 3 })

/** Class 50, S-FSK Phy&MAC setup: the line of IEC 61334 (IEC 62056-6-2). */
export const sFskPhyMacSetup = interfaceClass({
  name: 'S-FSK Phy&MAC setup',
  classId: 50,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    initiatorElectricalPhase: attribute(2, electricalPhase, 'static', 'phase that the initiator is on'),
    deltaElectricalPhase: attribute(3, enumCode, 'dynamic', 'phase of this device relative to the initiator'),
    maxReceivingGain: attribute(4, unsigned, 'static', 'highest gain of the receiver, dB'),
    maxTransmittingGain: attribute(5, unsigned, 'static', 'highest gain of the sender, dB'),
    searchInitiatorThreshold: attribute(
      6,
      unsigned,
      'static',
      'level above which an initiator is taken, dBµV',
    ),
    frequencies: attribute(
      7,
      structure({ mark: doubleLongUnsigned, space: doubleLongUnsigned }),
      'static',
      'mark and space frequency, Hz',
    ),
    macAddress: attribute(8, longUnsigned, 'dynamic', 'own MAC address'),
    macGroupAddresses: attribute(9, arrayOf(longUnsigned), 'static', 'groups that the device belongs to'),
    repeater: attribute(
      10,
      enumeration({ never: 0, always: 1, dynamic: 2 }),
      'static',
      'whether the device may repeat frames',
    ),
    repeaterStatus: attribute(11, boolean, 'dynamic', 'whether the device repeats frames now'),
    minDeltaCredit: attribute(
      12,
      unsigned,
      'dynamic',
      'smallest credit difference seen, a measure of distance',
    ),
    initiatorMacAddress: attribute(13, longUnsigned, 'dynamic', 'own address of the initiator on the line'),
    synchronizationLocked: attribute(14, boolean, 'dynamic', 'whether the device follows its initiator only'),
    transmissionSpeed: attribute(15, enumCode, 'static', 'bit rate of the line'),
  },
  methods: {},
})

const initiator = structure({ systemTitle: octetString, macAddress: longUnsigned, lSapSelector: unsigned })

/** Class 51, S-FSK active initiator. */
export const sFskActiveInitiator = interfaceClass({
  name: 'S-FSK active initiator',
  classId: 51,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    activeInitiator: attribute(2, initiator, 'dynamic', 'initiator that has registered this device'),
  },
  methods: {
    resetNewNotSynchronized: method(
      1,
      structure({ systemTitle: octetString, macAddress: longUnsigned }),
      'leaves the initiator and is new again',
    ),
  },
})

/** Class 52, S-FSK MAC synchronization timeouts. */
export const sFskMacSynchronizationTimeouts = interfaceClass({
  name: 'S-FSK MAC synchronization timeouts',
  classId: 52,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    searchInitiatorTimeout: attribute(2, longUnsigned, 'static', 'seconds of search for the best initiator'),
    synchronizationConfirmationTimeout: attribute(
      3,
      longUnsigned,
      'static',
      'seconds to confirm a synchronization',
    ),
    timeoutNotAddressed: attribute(
      4,
      longUnsigned,
      'static',
      'minutes without being addressed before synchronization is given up',
    ),
    timeoutFrameNotOk: attribute(
      5,
      longUnsigned,
      'static',
      'seconds without a right frame before synchronization is given up',
    ),
  },
  methods: {},
})

const addressCounter = structure({ macAddress: longUnsigned, count: doubleLongUnsigned })

/** Class 53, S-FSK MAC counters. */
export const sFskMacCounters = interfaceClass({
  name: 'S-FSK MAC counters',
  classId: 53,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    synchronizationRegister: attribute(
      2,
      arrayOf(addressCounter),
      'dynamic',
      'synchronizations with each initiator',
    ),
    desynchronizationListing: attribute(
      3,
      structure({
        physicalLayer: doubleLongUnsigned,
        notAddressed: doubleLongUnsigned,
        frameNotOk: doubleLongUnsigned,
        writeRequest: doubleLongUnsigned,
        wrongInitiator: doubleLongUnsigned,
      }),
      'dynamic',
      'lost synchronizations by cause',
    ),
    broadcastFramesCounter: attribute(
      4,
      arrayOf(addressCounter),
      'dynamic',
      'broadcast frames of each initiator',
    ),
    repetitionsCounter: attribute(5, doubleLongUnsigned, 'dynamic', 'frames repeated for others'),
    transmissionsCounter: attribute(6, doubleLongUnsigned, 'dynamic', 'frames sent'),
    crcOkFramesCounter: attribute(7, doubleLongUnsigned, 'dynamic', 'frames received whole'),
    crcNotOkFramesCounter: attribute(8, doubleLongUnsigned, 'dynamic', 'frames received broken'),
  },
  methods: {
    reset: method(1, integer, 'sets all counters to zero'),
  },
})

/** Class 55, IEC 61334-4-32 LLC setup. */
export const iec61334LlcSetup = interfaceClass({
  name: 'IEC 61334-4-32 LLC setup',
  classId: 55,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    maxFrameLength: attribute(2, unsigned, 'static', 'octets of the longest LLC frame'),
    replyStatusList: attribute(
      3,
      arrayOf(structure({ lSapSelector: unsigned, length: unsigned })),
      'dynamic',
      'answers that wait to be fetched',
    ),
  },
  methods: {},
})

/** Class 56, S-FSK reporting system list. */
export const sFskReportingSystemList = interfaceClass({
  name: 'S-FSK reporting system list',
  classId: 56,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    reportingSystemList: attribute(
      2,
      arrayOf(octetString),
      'dynamic',
      'system titles of the devices that have reported',
    ),
  },
  methods: {},
})
