import { doubleLongUnsigned, logicalName, longUnsigned, octetString } from '../values/leaves.ts'
import { attribute, interfaceClass } from './interface-class.ts'

/** Class 26, Utility tables: a table of ANSI C12.19 as octets (IEC 62056-6-2). */
export const utilityTables = interfaceClass({
  name: 'Utility tables',
  classId: 26,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    tableId: attribute(2, longUnsigned, 'static', 'number of the table'),
    length: attribute(3, doubleLongUnsigned, 'dynamic', 'octets in the table'),
    buffer: attribute(
      4,
      octetString,
      'dynamic',
      'contents of the table; by offset or by index and count, too',
    ),
  },
  methods: {},
})
