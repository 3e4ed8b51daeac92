import { enumeration, logicalName, unsigned } from '../../values/leaves.ts'
import { communicationSpeed } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 25, M-Bus slave port setup: the device as slave on an M-Bus (IEC 62056-6-2). */
export const mBusSlavePortSetup = interfaceClass({
  name: 'M-Bus slave port setup',
  classId: 25,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    defaultBaud: attribute(2, communicationSpeed, 'static', 'baud rate that the port begins with'),
    availableBaud: attribute(3, communicationSpeed, 'static', 'highest baud rate that can be agreed'),
    addressState: attribute(
      4,
      enumeration({ 'not-assigned': 0, assigned: 1 }),
      'dynamic',
      'whether a primary address has been given',
    ),
    busAddress: attribute(5, unsigned, 'static', 'primary address on the bus'),
  },
  methods: {},
})
