import { arrayOf, structure } from '../values/composites.ts'
import { anyData, logicalName, longUnsigned, unsigned } from '../values/leaves.ts'
import { attributeReference } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

const range = structure({ arrayId: unsigned, from: longUnsigned, to: longUnsigned })

/** Class 123, Array manager: array attributes of other objects, entry by entry (IEC 62056-6-2). */
export const arrayManager = interfaceClass({
  name: 'Array manager',
  classId: 123,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    arrayObjectList: attribute(
      2,
      arrayOf(structure({ id: unsigned, target: attributeReference })),
      'static',
      'arrays that are managed, by number',
    ),
  },
  methods: {
    retrieveNumberOfEntries: method(1, unsigned, 'answers with the number of entries of an array'),
    retrieveEntries: method(2, range, 'answers with a range of entries'),
    insertEntry: method(
      3,
      structure({ arrayId: unsigned, at: longUnsigned, entry: anyData }),
      'inserts an entry at a place, counted from 1',
    ),
    updateEntry: method(
      4,
      structure({ arrayId: unsigned, at: longUnsigned, entry: anyData }),
      'replaces the entry at a place',
    ),
    removeEntries: method(5, range, 'removes a range of entries'),
  },
})
