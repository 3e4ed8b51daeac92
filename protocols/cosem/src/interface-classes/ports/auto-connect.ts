import { arrayOf } from '../../values/composites.ts'
import { enumCode, integer, logicalName, longUnsigned, octetString, unsigned } from '../../values/leaves.ts'
import { timeWindow } from '../../values/references.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

/** Class 29, Auto connect, version 1: how the device calls (IEC 62056-6-2). */
export const autoConnectV1 = interfaceClass({
  name: 'Auto connect',
  classId: 29,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    mode: attribute(2, enumCode, 'static', 'whether, and how freely, the device calls'),
    repetitions: attribute(3, unsigned, 'static', 'attempts after one that failed'),
    repetitionDelay: attribute(4, longUnsigned, 'static', 'seconds between two attempts'),
    callingWindow: attribute(5, arrayOf(timeWindow), 'static', 'when the device may call'),
    destinationList: attribute(
      6,
      arrayOf(octetString),
      'static',
      'addresses that are called, in their order',
    ),
  },
  methods: {},
})

/** Version 2: calls on demand. */
export const autoConnect = interfaceClass({
  ...autoConnectV1,
  version: 2,
  methods: {
    connect: method(1, integer, 'calls a destination now'),
  },
})
