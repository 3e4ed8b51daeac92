import { arrayOf, structure } from '../../values/composites.ts'
import {
  anyData,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

/** Class 72, M-Bus client, version 0: a meter of gas, water or heat behind this one (IEC 62056-6-2). */
export const mBusClientV0 = interfaceClass({
  name: 'M-Bus client',
  classId: 72,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    portReference: attribute(2, logicalName, 'static', 'port that the device is reached through'),
    captureDefinition: attribute(
      3,
      arrayOf(structure({ dataInformation: octetString, valueInformation: octetString })),
      'static',
      'which data records become which values',
    ),
    capturePeriod: attribute(
      4,
      doubleLongUnsigned,
      'static',
      'seconds between two captures; 0 if captured on demand',
    ),
    primaryAddress: attribute(5, unsigned, 'static', 'address of the device on the bus'),
    identificationNumber: attribute(6, doubleLongUnsigned, 'static', 'identification number of the device'),
    manufacturerId: attribute(7, longUnsigned, 'static', 'maker of the device, three letters of five bits'),
    deviceVersion: attribute(8, unsigned, 'static', 'version of the device'),
    deviceType: attribute(9, unsigned, 'static', 'medium that the device measures'),
    accessNumber: attribute(10, unsigned, 'dynamic', 'access number of the last answer'),
    status: attribute(11, unsigned, 'dynamic', 'status octet of the last answer'),
    alarm: attribute(12, unsigned, 'dynamic', 'alarm bits of the device'),
  },
  methods: {
    slaveInstall: method(1, unsigned, 'installs a device, by primary address or found by itself'),
    slaveDeinstall: method(2, integer, 'removes the device'),
    capture: method(3, integer, 'captures values now'),
    resetAlarm: method(4, integer, 'clears the alarm bits'),
    synchronizeClock: method(5, integer, 'sets the clock of the device'),
    dataSend: method(
      6,
      arrayOf(structure({ dataInformation: octetString, valueInformation: octetString, value: anyData })),
      'sends data records to the device',
    ),
    setEncryptionKey: method(7, octetString, 'sets the key of the device in the clear'),
    transferKey: method(8, octetString, 'gives the device a new key, ciphered with its master key'),
  },
})

/** Version 1: configuration word and state of the key. */
export const mBusClient = interfaceClass({
  ...mBusClientV0,
  version: 1,
  attributes: {
    ...mBusClientV0.attributes,
    configuration: attribute(13, longUnsigned, 'dynamic', 'configuration word of the last answer'),
    encryptionKeyStatus: attribute(
      14,
      enumeration({ 'no-key': 0, set: 1, transferred: 2, 'set-and-transferred': 3, 'in-use': 4 }),
      'dynamic',
      'what is known of the key',
    ),
  },
  methods: mBusClientV0.methods,
})
