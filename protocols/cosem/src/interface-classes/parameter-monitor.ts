import { arrayOf, structure } from '../values/composites.ts'
import {
  anyData,
  dateTime,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
} from '../values/leaves.ts'
import { attributeReference } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 65, Parameter monitor, version 0: the last parameter changed (IEC 62056-6-2). */
export const parameterMonitorV0 = interfaceClass({
  name: 'Parameter monitor',
  classId: 65,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    changedParameter: attribute(
      2,
      structure({ classId: longUnsigned, obis: logicalName, attribute: integer, value: anyData }),
      'dynamic',
      'attribute changed last, and its new value',
    ),
    captureTime: attribute(3, dateTime, 'dynamic', 'when it was changed'),
    parameterList: attribute(4, arrayOf(attributeReference), 'static', 'attributes that are watched'),
  },
  methods: {
    addParameter: method(1, attributeReference, 'watches one attribute more'),
    deleteParameter: method(2, attributeReference, 'watches one attribute no more'),
  },
})

/** Version 1: a digest of all watched parameters, by which a client sees at once whether anything differs. */
export const parameterMonitor = interfaceClass({
  ...parameterMonitorV0,
  version: 1,
  attributes: {
    ...parameterMonitorV0.attributes,
    parameterListName: attribute(5, octetString, 'static', 'name of the list'),
    hashAlgorithmId: attribute(
      6,
      enumeration({ none: 0, md5: 1, 'sha-1': 2, 'sha-256': 3, 'sha-384': 4, 'sha-512': 5 }),
      'static',
      'how the digest is made',
    ),
    parameterValueDigest: attribute(7, octetString, 'dynamic', 'digest of the values of the list'),
    parameterValues: attribute(8, anyData, 'dynamic', 'values of the list, in its order'),
  },
  methods: parameterMonitorV0.methods,
})
