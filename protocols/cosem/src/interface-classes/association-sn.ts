import { arrayOf, structure } from '../values/composites.ts'
import { anyData, integer, logicalName, long, longUnsigned, octetString, unsigned } from '../values/leaves.ts'
import { associationUser } from './association-ln.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** An object and the short name of its attribute 1; the others follow in steps of 8. */
export const shortNameListElement = structure({
  baseName: long,
  classId: longUnsigned,
  version: unsigned,
  obis: logicalName,
})

const accessRight = structure({
  baseName: long,
  attributes: arrayOf(structure({ attribute: integer, mode: anyData, selectors: anyData })),
  methods: arrayOf(structure({ method: integer, mode: anyData })),
})

/** Class 12, Association SN, version 0: objects by short names (IEC 62056-6-2). Some numbers of methods are not in use. */
export const associationSnV0 = interfaceClass({
  name: 'Association SN',
  classId: 12,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    objectList: attribute(
      2,
      arrayOf(shortNameListElement),
      'static',
      'objects that the client sees, with their short names',
    ),
  },
  methods: {
    readByLogicalName: method(
      3,
      arrayOf(structure({ classId: longUnsigned, obis: logicalName, attribute: integer })),
      'answers with attributes by their logical names',
    ),
    changeSecret: method(5, octetString, 'sets a new secret, protected as the mechanism says'),
    replyToHlsAuthentication: method(
      8,
      octetString,
      'pass 3 of high-level authentication; answers with pass 4',
    ),
  },
})

/** Version 1: access rights. */
export const associationSnV1 = interfaceClass({
  ...associationSnV0,
  version: 1,
  attributes: {
    ...associationSnV0.attributes,
    accessRightsList: attribute(3, arrayOf(accessRight), 'static', 'what the client may do with each object'),
  },
})

/** Version 2: reference to the security setup. */
export const associationSnV2 = interfaceClass({
  ...associationSnV1,
  version: 2,
  attributes: {
    ...associationSnV1.attributes,
    securitySetupReference: attribute(4, logicalName, 'static', 'security setup object in force'),
  },
})

/** Version 3: users of one client. */
export const associationSnV3 = interfaceClass({
  ...associationSnV2,
  version: 3,
  attributes: {
    ...associationSnV2.attributes,
    userList: attribute(5, arrayOf(associationUser), 'static', 'users who may associate as this client'),
    currentUser: attribute(6, associationUser, 'dynamic', 'user of the standing association'),
  },
  methods: {
    ...associationSnV2.methods,
    addUser: method(9, associationUser, 'adds a user'),
    removeUser: method(10, associationUser, 'removes a user'),
  },
})

/** Version 4: access modes as bits. */
export const associationSn = interfaceClass({ ...associationSnV3, version: 4 })
