import { arrayOf, structure } from '../values/composites.ts'
import { logicalName, octetString, unsigned } from '../values/leaves.ts'
import { objectReference } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

const registerMask = structure({ name: octetString, registers: arrayOf(unsigned) })

/** Class 6, Register activation: which of the assigned registers count in which tariff (IEC 62056-6-2). */
export const registerActivation = interfaceClass({
  name: 'Register activation',
  classId: 6,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    registerAssignment: attribute(
      2,
      arrayOf(objectReference),
      'static',
      'registers that the masks choose from, counted from 1',
    ),
    maskList: attribute(
      3,
      arrayOf(registerMask),
      'static',
      'masks by name, each with the places of its registers',
    ),
    activeMask: attribute(4, octetString, 'dynamic', 'name of the mask in force'),
  },
  methods: {
    addRegister: method(1, objectReference, 'adds a register to the assignment'),
    addMask: method(2, registerMask, 'adds a mask, or replaces the one of its name'),
    deleteMask: method(3, octetString, 'deletes the mask of this name'),
  },
})
