import { arrayOf, structure } from '../values/composites.ts'
import { date, logicalName, longUnsigned, unsigned } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const specialDay = structure({ index: longUnsigned, date, dayId: unsigned })

/** Class 11, Special days table: days that follow another day profile than their weekday says (IEC 62056-6-2). */
export const specialDaysTable = interfaceClass({
  name: 'Special days table',
  classId: 11,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    entries: attribute(
      2,
      arrayOf(specialDay),
      'static',
      'dates, with wildcards, and the day profile that holds then',
    ),
  },
  methods: {
    insert: method(1, specialDay, 'adds a day, or replaces the one of its index'),
    delete: method(2, longUnsigned, 'deletes the day of this index'),
  },
})
