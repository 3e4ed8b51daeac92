import { arrayOf, structure } from '../../values/composites.ts'
import { bitString, dateTime, enumeration, logicalName, octetString } from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

export const tokenStatus = enumeration({
  'format-ok': 0,
  'authentication-ok': 1,
  'validation-ok': 2,
  'execution-ok': 3,
  'format-failure': 4,
  'authentication-failure': 5,
  'validation-failure': 6,
  'execution-failure': 7,
  received: 8,
})

/** Class 115, Token gateway: where tokens of credit or orders enter (IEC 62056-6-2). */
export const tokenGateway = interfaceClass({
  name: 'Token gateway',
  classId: 115,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    token: attribute(2, octetString, 'dynamic', 'token that was entered last'),
    tokenTime: attribute(3, dateTime, 'dynamic', 'when it was entered'),
    tokenDescription: attribute(4, arrayOf(octetString), 'dynamic', 'what the token was for'),
    tokenDeliveryMethod: attribute(
      5,
      enumeration({ remote: 0, local: 1, manual: 2 }),
      'dynamic',
      'how the token came in',
    ),
    tokenStatus: attribute(
      6,
      structure({ status: tokenStatus, value: bitString }),
      'dynamic',
      'what became of the token',
    ),
  },
  methods: {
    enter: method(1, octetString, 'takes a token'),
  },
})
