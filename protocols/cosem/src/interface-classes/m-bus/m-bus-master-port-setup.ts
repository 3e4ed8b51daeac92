import { logicalName } from '../../values/leaves.ts'
import { communicationSpeed } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 74, M-Bus master port setup (IEC 62056-6-2). */
export const mBusMasterPortSetup = interfaceClass({
  name: 'M-Bus master port setup',
  classId: 74,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    communicationSpeed: attribute(2, communicationSpeed, 'static', 'baud rate of the bus'),
  },
  methods: {},
})
