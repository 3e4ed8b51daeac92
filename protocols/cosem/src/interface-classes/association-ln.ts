import { arrayOf, structure } from '../values/composites.ts'
import {
  bitString,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  octetString,
  text,
  unsigned,
} from '../values/leaves.ts'
import { objectListElements } from '../values/object-list.ts'
import { applicationContextName, authenticationMechanismName } from '../values/registered-name.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const associatedPartners = structure({ clientSap: integer, serverSap: longUnsigned })

/** What was negotiated for the association; conformance as the 24 bits of the xDLMS initiate. */
export const xdlmsContext = structure({
  conformance: bitString,
  maxReceivePduSize: longUnsigned,
  maxSendPduSize: longUnsigned,
  dlmsVersion: unsigned,
  qualityOfService: integer,
  cipheringInfo: octetString,
})

export const associationStatus = enumeration({ 'non-associated': 0, 'association-pending': 1, associated: 2 })

export const associationUser = structure({ id: unsigned, name: text })

/** Class 15, Association LN, version 0 (IEC 62056-6-2). Later versions add attributes and finer access rights. */
export const associationLnV0 = interfaceClass({
  name: 'Association LN',
  classId: 15,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    objectList: attribute(
      2,
      arrayOf(objectListElements[0]),
      'static',
      'objects that the client sees, with its access rights',
    ),
    associatedPartnersId: attribute(3, associatedPartners, 'static', 'addresses of client and server'),
    applicationContextName: attribute(
      4,
      applicationContextName,
      'static',
      'referencing by name and whether ciphered',
    ),
    xdlmsContextInfo: attribute(5, xdlmsContext, 'static', 'services, sizes and version negotiated'),
    authenticationMechanismName: attribute(
      6,
      authenticationMechanismName,
      'static',
      'how the client authenticates',
    ),
    secret: attribute(7, octetString, 'static', 'password or HLS secret; seldom readable'),
    associationStatus: attribute(8, associationStatus, 'dynamic', 'whether the association stands'),
  },
  methods: {
    replyToHlsAuthentication: method(
      1,
      octetString,
      'pass 3 of high-level authentication; answers with pass 4',
    ),
    changeHlsSecret: method(2, octetString, 'sets a new secret, protected as the mechanism says'),
    addObject: method(3, objectListElements[0], 'makes an object visible, or replaces its access rights'),
    removeObject: method(4, objectListElements[0], 'hides an object'),
  },
})

/** Version 1: reference to the security setup; access modes that ask for authentication. */
export const associationLnV1 = interfaceClass({
  ...associationLnV0,
  version: 1,
  attributes: {
    ...associationLnV0.attributes,
    objectList: attribute(
      2,
      arrayOf(objectListElements[1]),
      'static',
      'objects that the client sees, with its access rights',
    ),
    securitySetupReference: attribute(9, logicalName, 'static', 'security setup object in force'),
  },
  methods: {
    ...associationLnV0.methods,
    addObject: method(3, objectListElements[1], 'makes an object visible, or replaces its access rights'),
    removeObject: method(4, objectListElements[1], 'hides an object'),
  },
})

/** Version 2: users of one client. */
export const associationLnV2 = interfaceClass({
  ...associationLnV1,
  version: 2,
  attributes: {
    ...associationLnV1.attributes,
    userList: attribute(10, arrayOf(associationUser), 'static', 'users who may associate as this client'),
    currentUser: attribute(11, associationUser, 'dynamic', 'user of the standing association'),
  },
  methods: {
    ...associationLnV1.methods,
    addUser: method(5, associationUser, 'adds a user'),
    removeUser: method(6, associationUser, 'removes a user'),
  },
})

/** Version 3: access modes as bits, one for each protection of request and response. */
export const associationLn = interfaceClass({
  ...associationLnV2,
  version: 3,
  attributes: {
    ...associationLnV2.attributes,
    objectList: attribute(
      2,
      arrayOf(objectListElements[3]),
      'static',
      'objects that the client sees, with its access rights',
    ),
  },
  methods: {
    ...associationLnV2.methods,
    addObject: method(3, objectListElements[3], 'makes an object visible, or replaces its access rights'),
    removeObject: method(4, objectListElements[3], 'hides an object'),
  },
})
