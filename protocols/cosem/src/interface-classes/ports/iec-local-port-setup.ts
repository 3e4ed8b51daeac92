import { enumeration, logicalName, octetString } from '../../values/leaves.ts'
import { communicationSpeed } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 19, IEC local port setup: the optical or current-loop port of IEC 62056-21 (IEC 62056-6-2). */
export const iecLocalPortSetup = interfaceClass({
  name: 'IEC local port setup',
  classId: 19,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    defaultMode: attribute(
      2,
      enumeration({ 'iec-62056-21': 0, hdlc: 1, 'not-specified': 2 }),
      'static',
      'protocol that the port begins with',
    ),
    defaultBaud: attribute(3, communicationSpeed, 'static', 'baud rate of the opening'),
    proposedBaud: attribute(4, communicationSpeed, 'static', 'baud rate that the meter proposes'),
    responseTime: attribute(
      5,
      enumeration({ '20-ms': 0, '200-ms': 1 }),
      'static',
      'least time before the meter answers',
    ),
    deviceAddress: attribute(6, octetString, 'static', 'address of the meter in the opening'),
    passwordP1: attribute(7, octetString, 'static', 'password 1 of the opening'),
    passwordP2: attribute(8, octetString, 'static', 'password 2 of the opening'),
    passwordW5: attribute(9, octetString, 'static', 'password W5, kept for national use'),
  },
  methods: {},
})

/** Version 0. */
export const iecLocalPortSetupV0 = interfaceClass({ ...iecLocalPortSetup, version: 0 })
