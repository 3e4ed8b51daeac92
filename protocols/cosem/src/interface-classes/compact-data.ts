import { captureObject } from '../values/capture-object.ts'
import { arrayOf, structure } from '../values/composites.ts'
import { enumeration, integer, logicalName, longUnsigned, octetString, unsigned } from '../values/leaves.ts'
import { restriction } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const captureMethod = enumeration({ 'on-invocation': 0, 'on-reading': 1 })

/** Class 62, Compact data, version 0: captured values without their types (IEC 62056-6-2). */
export const compactDataV0 = interfaceClass({
  name: 'Compact data',
  classId: 62,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    compactBuffer: attribute(
      2,
      octetString,
      'dynamic',
      'template number, then the values without type octets',
    ),
    captureObjects: attribute(
      3,
      arrayOf(captureObject),
      'static',
      'what is captured, in the order of the buffer',
    ),
    templateId: attribute(4, unsigned, 'static', 'number of the template, the first octet of the buffer'),
    templateDescription: attribute(
      5,
      octetString,
      'dynamic',
      'types of the values, by which the buffer is understood',
    ),
    captureMethod: attribute(
      6,
      captureMethod,
      'static',
      'whether values are captured by method or whenever the buffer is read',
    ),
  },
  methods: {
    reset: method(1, integer, 'empties the buffer'),
    capture: method(2, integer, 'captures the values now'),
  },
})

/** Version 1: restrictions of what is captured. */
export const compactData = interfaceClass({
  ...compactDataV0,
  version: 1,
  attributes: {
    ...compactDataV0.attributes,
    captureObjects: attribute(
      3,
      arrayOf(
        structure({
          classId: longUnsigned,
          obis: logicalName,
          attribute: integer,
          dataIndex: longUnsigned,
          restriction,
        }),
      ),
      'static',
      'what is captured, whole or restricted',
    ),
  },
  methods: compactDataV0.methods,
})
