import { scalerUnit } from '../scaler.ts'
import { arrayOf, structure } from '../values/composites.ts'
import { anyData, integer, logicalName, longUnsigned, unsigned } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 61, Register table: many values of one kind under one scaler and unit (IEC 62056-6-2). */
export const registerTable = interfaceClass({
  name: 'Register table',
  classId: 61,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    tableCellValues: attribute(
      2,
      arrayOf(anyData),
      'dynamic',
      'values of the cells in the order of the definition',
    ),
    tableCellDefinition: attribute(
      3,
      structure({ classId: longUnsigned, obis: logicalName, groupE: arrayOf(unsigned), attribute: integer }),
      'static',
      'where the cells come from: names that differ in group E',
    ),
    scalerUnit: attribute(4, scalerUnit, 'static', 'decimal scaler and physical unit of all cells'),
  },
  methods: {
    reset: method(1, integer, 'empties the cells'),
    capture: method(2, integer, 'captures all cells now'),
  },
})
