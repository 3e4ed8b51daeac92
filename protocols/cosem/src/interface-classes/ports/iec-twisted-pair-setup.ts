import { arrayOf } from '../../values/composites.ts'
import { enumeration, integer, logicalName, unsigned } from '../../values/leaves.ts'
import { communicationSpeed } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 24, IEC twisted pair setup: the bus of IEC 62056-3-1 (IEC 62056-6-2). */
export const iecTwistedPairSetup = interfaceClass({
  name: 'IEC twisted pair setup',
  classId: 24,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    mode: attribute(2, enumeration({ inactive: 0, active: 1 }), 'static', 'whether the port is in use'),
    speed: attribute(3, communicationSpeed, 'static', 'baud rate of the bus'),
    primaryAddressList: attribute(4, arrayOf(unsigned), 'static', 'primary stations that the device answers'),
    tabiList: attribute(
      5,
      arrayOf(integer),
      'static',
      'numbers that the device answers to in the forgotten station call',
    ),
  },
  methods: {},
})
