import { logicalName, longUnsigned, unsigned } from '../../values/leaves.ts'
import { communicationSpeed } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 23, IEC HDLC setup: the data link of a port (IEC 62056-6-2). */
export const iecHdlcSetup = interfaceClass({
  name: 'IEC HDLC setup',
  classId: 23,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    communicationSpeed: attribute(2, communicationSpeed, 'static', 'baud rate of the port'),
    windowSizeTransmit: attribute(3, unsigned, 'static', 'frames sent before an answer is awaited, 1 to 7'),
    windowSizeReceive: attribute(4, unsigned, 'static', 'frames accepted before an answer is given, 1 to 7'),
    maxInfoFieldLengthTransmit: attribute(
      5,
      longUnsigned,
      'static',
      'longest information field that is sent',
    ),
    maxInfoFieldLengthReceive: attribute(
      6,
      longUnsigned,
      'static',
      'longest information field that is accepted',
    ),
    interOctetTimeOut: attribute(
      7,
      longUnsigned,
      'static',
      'milliseconds between octets after which a frame has ended',
    ),
    inactivityTimeOut: attribute(
      8,
      longUnsigned,
      'static',
      'seconds of silence after which the link ends; 0 for never',
    ),
    deviceAddress: attribute(9, longUnsigned, 'static', 'physical address of the device'),
  },
  methods: {},
})

/** Version 0: short information fields. */
export const iecHdlcSetupV0 = interfaceClass({
  ...iecHdlcSetup,
  version: 0,
  attributes: {
    ...iecHdlcSetup.attributes,
    maxInfoFieldLengthTransmit: attribute(5, unsigned, 'static', 'longest information field that is sent'),
    maxInfoFieldLengthReceive: attribute(6, unsigned, 'static', 'longest information field that is accepted'),
  },
  methods: {},
})
