import { arrayOf, structure } from '../values/composites.ts'
import { logicalName, longUnsigned, octetString } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const sapItem = structure({ sap: longUnsigned, logicalDeviceName: octetString })

/** Class 17, SAP assignment: the logical devices of a physical one (IEC 62056-6-2). */
export const sapAssignment = interfaceClass({
  name: 'SAP assignment',
  classId: 17,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    sapAssignmentList: attribute(2, arrayOf(sapItem), 'static', 'address and name of each logical device'),
  },
  methods: {
    connectLogicalDevice: method(1, sapItem, 'gives a logical device an address; address 0 takes it away'),
  },
})
