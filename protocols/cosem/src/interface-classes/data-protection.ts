import { arrayOf, structure } from '../values/composites.ts'
import {
  anyData,
  enumCode,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
} from '../values/leaves.ts'
import { restriction } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const keyInfo = structure({
  type: enumeration({ identified: 0, wrapped: 1, agreed: 2 }),
  options: anyData,
})

/** One layer of protection, the first applied first. */
export const protectionParameters = structure({
  type: enumeration({
    authentication: 0,
    encryption: 1,
    'authentication-and-encryption': 2,
    'digital-signature': 3,
  }),
  options: structure({
    transactionId: octetString,
    originatorSystemTitle: octetString,
    recipientSystemTitle: octetString,
    otherInformation: octetString,
    keyInfo,
  }),
})

const protectedAttribute = structure({
  classId: longUnsigned,
  obis: logicalName,
  attribute: integer,
  dataIndex: longUnsigned,
  restriction,
})

const protectedObject = structure({ classId: longUnsigned, obis: logicalName, index: integer })

/** Class 30, Data protection: attributes and methods protected from end to end (IEC 62056-6-2). */
export const dataProtection = interfaceClass({
  name: 'Data protection',
  classId: 30,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    protectionBuffer: attribute(2, octetString, 'dynamic', 'protected values of the listed attributes'),
    protectionObjectList: attribute(
      3,
      arrayOf(protectedAttribute),
      'static',
      'attributes that the buffer carries',
    ),
    protectionParametersGet: attribute(
      4,
      arrayOf(protectionParameters),
      'static',
      'layers of protection when the buffer is read',
    ),
    protectionParametersSet: attribute(
      5,
      arrayOf(protectionParameters),
      'static',
      'layers of protection when the buffer is written',
    ),
    requiredProtection: attribute(6, enumCode, 'static', 'bits: least protection of requests and responses'),
  },
  methods: {
    getProtectedAttributes: method(
      1,
      structure({ objects: arrayOf(protectedAttribute), parameters: arrayOf(protectionParameters) }),
      'answers with the protected values of the attributes',
    ),
    setProtectedAttributes: method(
      2,
      structure({
        objects: arrayOf(protectedAttribute),
        parameters: arrayOf(protectionParameters),
        protected: octetString,
      }),
      'writes attributes by protected values',
    ),
    invokeProtectedMethod: method(
      3,
      structure({
        object: protectedObject,
        parameters: arrayOf(protectionParameters),
        protected: octetString,
      }),
      'invokes a method by a protected parameter',
    ),
  },
})
