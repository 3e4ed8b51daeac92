import { arrayOf, structure } from '../../values/composites.ts'
import {
  dateTime,
  doubleLongUnsigned,
  enumeration,
  logicalName,
  longUnsigned,
  text,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

const registration = enumeration({
  'not-registered': 0,
  'home-network': 1,
  searching: 2,
  'registration-denied': 3,
  unknown: 4,
  roaming: 5,
})
const circuitSwitched = enumeration({ inactive: 0, 'incoming-call': 1, active: 2 })
const packetSwitched = enumeration({
  inactive: 0,
  gprs: 1,
  edge: 2,
  umts: 3,
  hsdpa: 4,
  lte: 5,
  cdma: 6,
  'lte-cat-m1': 7,
  'nb-iot': 8,
})

/** Class 47, GSM diagnostic, version 0 (IEC 62056-6-2). */
export const gsmDiagnosticV0 = interfaceClass({
  name: 'GSM diagnostic',
  classId: 47,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    operator: attribute(2, text, 'dynamic', 'network operator, such as its name or number'),
    status: attribute(3, registration, 'dynamic', 'whether the modem is registered'),
    circuitSwitchedAttachment: attribute(4, circuitSwitched, 'dynamic', 'whether a call is on'),
    packetSwitchedStatus: attribute(5, packetSwitched, 'dynamic', 'packet network in use'),
    cellInfo: attribute(
      6,
      structure({
        cellId: longUnsigned,
        locationId: longUnsigned,
        signalQuality: unsigned,
        bitErrorRate: unsigned,
      }),
      'dynamic',
      'cell in use and its quality',
    ),
    adjacentCells: attribute(
      7,
      arrayOf(structure({ cellId: longUnsigned, signalQuality: unsigned })),
      'dynamic',
      'cells nearby and their quality',
    ),
    captureTime: attribute(8, dateTime, 'dynamic', 'when all this was captured'),
  },
  methods: {},
})

/** Version 2: longer cell numbers, with network and channel. */
export const gsmDiagnostic = interfaceClass({
  ...gsmDiagnosticV0,
  version: 2,
  attributes: {
    ...gsmDiagnosticV0.attributes,
    cellInfo: attribute(
      6,
      structure({
        cellId: doubleLongUnsigned,
        locationId: longUnsigned,
        signalQuality: unsigned,
        bitErrorRate: unsigned,
        countryCode: longUnsigned,
        networkCode: longUnsigned,
        channelNumber: doubleLongUnsigned,
      }),
      'dynamic',
      'cell in use, its network and quality',
    ),
    adjacentCells: attribute(
      7,
      arrayOf(structure({ cellId: doubleLongUnsigned, signalQuality: unsigned })),
      'dynamic',
      'cells nearby and their quality',
    ),
  },
  methods: {},
})

/** Version 1: fields as in version 2. */
export const gsmDiagnosticV1 = interfaceClass({ ...gsmDiagnostic, version: 1 })
