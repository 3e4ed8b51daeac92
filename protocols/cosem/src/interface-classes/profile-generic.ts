import { captureObject } from '../values/capture-object.ts'
import { arrayOf } from '../values/composites.ts'
import { anyData, doubleLongUnsigned, enumeration, integer, logicalName } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const sortMethod = enumeration({
  fifo: 1,
  lifo: 2,
  largest: 3,
  smallest: 4,
  'nearest-to-zero': 5,
  'farthest-from-zero': 6,
})

/** Class 7, Profile generic: rows of captured values (IEC 62056-6-2). Its buffer is best read in columns. */
export const profileGeneric = interfaceClass({
  name: 'Profile generic',
  classId: 7,
  version: 1,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    buffer: attribute(2, anyData, 'dynamic', 'the rows; whole, by range or by entry'),
    captureObjects: attribute(3, arrayOf(captureObject), 'static', 'what stands in the columns'),
    capturePeriod: attribute(
      4,
      doubleLongUnsigned,
      'static',
      'seconds between captures; 0 if captured on events only',
    ),
    sortMethod: attribute(5, sortMethod, 'static', 'order of the rows, and which one gives way when full'),
    sortObject: attribute(6, captureObject, 'static', 'column that decides the order, if one does'),
    entriesInUse: attribute(7, doubleLongUnsigned, 'dynamic', 'rows in the buffer'),
    profileEntries: attribute(8, doubleLongUnsigned, 'static', 'rows that the buffer can hold'),
  },
  methods: {
    reset: method(1, integer, 'empties the buffer'),
    capture: method(2, integer, 'captures one row now'),
  },
})
