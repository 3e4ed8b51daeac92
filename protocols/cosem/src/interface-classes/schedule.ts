import { arrayOf, structure } from '../values/composites.ts'
import { bitString, boolean, date, logicalName, longUnsigned, time } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const scheduleEntry = structure({
  index: longUnsigned,
  enabled: boolean,
  scriptTable: logicalName,
  selector: longUnsigned,
  switchTime: time,
  validityWindow: longUnsigned,
  weekdays: bitString,
  specialDays: bitString,
  beginDate: date,
  endDate: date,
})

/** Class 10, Schedule: scripts at times of the day, by weekday and special day (IEC 62056-6-2). */
export const schedule = interfaceClass({
  name: 'Schedule',
  classId: 10,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    entries: attribute(2, arrayOf(scheduleEntry), 'static', 'what is executed when; the index is unique'),
  },
  methods: {
    enableDisable: method(
      1,
      structure({
        firstDisabled: longUnsigned,
        lastDisabled: longUnsigned,
        firstEnabled: longUnsigned,
        lastEnabled: longUnsigned,
      }),
      'disables the first range of entries, enables the second',
    ),
    insert: method(2, scheduleEntry, 'adds an entry, or replaces the one of its index'),
    delete: method(3, structure({ first: longUnsigned, last: longUnsigned }), 'deletes a range of entries'),
  },
})
