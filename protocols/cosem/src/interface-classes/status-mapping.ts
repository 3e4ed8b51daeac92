import { structure } from '../values/composites.ts'
import { anyData, logicalName, unsigned } from '../values/leaves.ts'
import { attribute, interfaceClass } from './interface-class.ts'

/** Class 63, Status mapping: the meaning of each bit of a status word (IEC 62056-6-2). */
export const statusMapping = interfaceClass({
  name: 'Status mapping',
  classId: 63,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    statusWord: attribute(2, anyData, 'dynamic', 'status bits, as bit string or number'),
    mappingTable: attribute(
      3,
      structure({ tableId: unsigned, mapping: anyData }),
      'static',
      'table of meanings, and the entry of each bit',
    ),
  },
  methods: {},
})
