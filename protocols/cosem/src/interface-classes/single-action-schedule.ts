import { arrayOf, structure } from '../values/composites.ts'
import { date, enumeration, logicalName, time } from '../values/leaves.ts'
import { scriptReference } from '../values/references.ts'
import { attribute, interfaceClass } from './interface-class.ts'

export const scheduleType = enumeration({
  'one-date-wildcards': 1,
  'same-times': 2,
  'same-times-wildcards': 3,
  'different-times': 4,
  'different-times-wildcards': 5,
})

/** Class 22, Single action schedule: one script at fixed times (IEC 62056-6-2). */
export const singleActionSchedule = interfaceClass({
  name: 'Single action schedule',
  classId: 22,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    executedScript: attribute(2, scriptReference, 'static', 'script that is executed'),
    type: attribute(3, scheduleType, 'static', 'how many times there are, and whether dates have wildcards'),
    executionTime: attribute(4, arrayOf(structure({ time, date })), 'static', 'times and dates of execution'),
  },
  methods: {},
})
