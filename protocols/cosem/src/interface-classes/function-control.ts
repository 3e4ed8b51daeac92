import { arrayOf, structure } from '../values/composites.ts'
import { boolean, logicalName, octetString } from '../values/leaves.ts'
import { objectReference } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

const functionDefinition = structure({ name: octetString, objects: arrayOf(objectReference) })
const functionStatus = structure({ name: octetString, enabled: boolean })

/** Class 122, Function control: functions of the meter that can be switched on and off (IEC 62056-6-2). */
export const functionControl = interfaceClass({
  name: 'Function control',
  classId: 122,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    activationStatus: attribute(2, arrayOf(functionStatus), 'dynamic', 'which functions are enabled'),
    functionList: attribute(
      3,
      arrayOf(functionDefinition),
      'static',
      'functions by name, and the objects that make up each',
    ),
  },
  methods: {
    setFunctionStatus: method(1, arrayOf(functionStatus), 'enables or disables functions'),
    addFunction: method(2, functionDefinition, 'adds a function'),
    removeFunction: method(3, functionDefinition, 'removes a function'),
  },
})
