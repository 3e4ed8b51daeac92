import { arrayOf, structure } from '../../values/composites.ts'
import { logicalName, longUnsigned, octetString } from '../../values/leaves.ts'
import { communicationSpeed } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 27, Modem configuration (IEC 62056-6-2). */
export const modemConfiguration = interfaceClass({
  name: 'Modem configuration',
  classId: 27,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    communicationSpeed: attribute(2, communicationSpeed, 'static', 'baud rate between device and modem'),
    initializationStrings: attribute(
      3,
      arrayOf(structure({ request: octetString, response: octetString, delayAfterResponse: longUnsigned })),
      'static',
      'initialisation commands of the modem, and its expected answers',
    ),
    modemProfile: attribute(
      4,
      arrayOf(octetString),
      'static',
      'texts of the modem, such as CONNECT and NO CARRIER',
    ),
  },
  methods: {},
})

/** Version 0: no delays. */
export const modemConfigurationV0 = interfaceClass({
  ...modemConfiguration,
  version: 0,
  attributes: {
    ...modemConfiguration.attributes,
    initializationStrings: attribute(
      3,
      arrayOf(structure({ request: octetString, response: octetString })),
      'static',
      'initialisation commands of the modem, and its expected answers',
    ),
  },
  methods: {},
})
