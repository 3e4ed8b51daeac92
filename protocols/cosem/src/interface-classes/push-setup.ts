import { captureObject } from '../values/capture-object.ts'
import { arrayOf, structure } from '../values/composites.ts'
import {
  dateTime,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
  unsigned,
} from '../values/leaves.ts'
import { pushedAttribute, restriction, timeWindow } from '../values/references.ts'
import { protectionParameters } from './data-protection.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

const transportService = enumeration({
  tcp: 0,
  udp: 1,
  ftp: 2,
  smtp: 3,
  sms: 4,
  hdlc: 5,
  'm-bus': 6,
  zigbee: 7,
  gateway: 8,
})
const pushMessage = enumeration({ 'a-xdr': 0, xml: 1 })

export const sendDestination = structure({
  service: transportService,
  destination: octetString,
  message: pushMessage,
})

export const pushOperationMethod = enumeration({
  'unconfirmed-retry-on-failure': 0,
  'unconfirmed-retry-on-missing-confirmation': 1,
  'confirmed-retry-on-missing-confirmation': 2,
})

/** Class 40, Push setup, version 0: what is sent where and when, without being asked (IEC 62056-6-2). */
export const pushSetupV0 = interfaceClass({
  name: 'Push setup',
  classId: 40,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    pushObjectList: attribute(
      2,
      arrayOf(captureObject),
      'static',
      'attributes that are sent, in their order',
    ),
    sendDestinationAndMethod: attribute(
      3,
      sendDestination,
      'static',
      'medium, address and form of the message',
    ),
    communicationWindow: attribute(
      4,
      arrayOf(timeWindow),
      'static',
      'when sending may begin; at any time if there is none',
    ),
    randomisationStartInterval: attribute(
      5,
      longUnsigned,
      'static',
      'most seconds of random delay before the first attempt',
    ),
    numberOfRetries: attribute(6, unsigned, 'static', 'attempts after the first'),
    repetitionDelay: attribute(7, longUnsigned, 'static', 'seconds between two attempts'),
  },
  methods: {
    push: method(1, integer, 'sends the attributes now'),
  },
})

const pushed = structure({
  classId: longUnsigned,
  obis: logicalName,
  attribute: integer,
  dataIndex: longUnsigned,
  restriction,
})

/** Version 1: restrictions of what is sent, and its protection. */
export const pushSetupV1 = interfaceClass({
  ...pushSetupV0,
  version: 1,
  attributes: {
    ...pushSetupV0.attributes,
    pushObjectList: attribute(2, arrayOf(pushed), 'static', 'attributes that are sent, whole or restricted'),
    portReference: attribute(8, logicalName, 'static', 'communication port that is used'),
    pushClientSap: attribute(9, integer, 'static', 'client address that the message is for'),
    pushProtectionParameters: attribute(
      10,
      arrayOf(protectionParameters),
      'static',
      'layers of protection of the message',
    ),
  },
  methods: pushSetupV0.methods,
})

/** Version 2: growing delays between attempts. */
export const pushSetupV2 = interfaceClass({
  ...pushSetupV1,
  version: 2,
  attributes: {
    ...pushSetupV1.attributes,
    repetitionDelay: attribute(
      7,
      structure({ min: longUnsigned, exponent: longUnsigned, max: longUnsigned }),
      'static',
      'seconds of the first delay, its growth in percent, and the longest',
    ),
    pushOperationMethod: attribute(
      11,
      pushOperationMethod,
      'static',
      'whether messages are confirmed and repeated',
    ),
    confirmationParameters: attribute(
      12,
      structure({ startDate: dateTime, interval: doubleLongUnsigned }),
      'static',
      'from when, and within which seconds, the client confirms',
    ),
    lastConfirmationDateTime: attribute(13, dateTime, 'dynamic', 'when the client confirmed last'),
  },
  methods: {
    ...pushSetupV1.methods,
    reset: method(2, integer, 'ends attempts under way and clears the queue'),
  },
})

/** Version 3: columns of a profile may be chosen. */
export const pushSetup = interfaceClass({
  ...pushSetupV2,
  version: 3,
  attributes: {
    ...pushSetupV2.attributes,
    pushObjectList: attribute(
      2,
      arrayOf(pushedAttribute),
      'static',
      'attributes that are sent, whole, restricted or by columns',
    ),
  },
  methods: pushSetupV2.methods,
})
