import { structure } from '../values/composites.ts'
import { boolean, dateTime, enumeration, integer, logicalName, long, unsigned } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const clockBase = enumeration({
  'not-defined': 0,
  crystal: 1,
  'mains-50-hz': 2,
  'mains-60-hz': 3,
  gps: 4,
  radio: 5,
})

/** Class 8, Clock (IEC 62056-6-2). Deviations are minutes from local time to UTC: −60 in Rome's winter. */
export const clock = interfaceClass({
  name: 'Clock',
  classId: 8,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    time: attribute(2, dateTime, 'dynamic', 'local date and time with deviation and status'),
    timeZone: attribute(3, long, 'static', 'minutes from local normal time to UTC'),
    status: attribute(4, unsigned, 'dynamic', 'clock status bits, as in the last octet of the time'),
    daylightSavingsBegin: attribute(
      5,
      dateTime,
      'static',
      'local date and time when summer time begins, with wildcards',
    ),
    daylightSavingsEnd: attribute(
      6,
      dateTime,
      'static',
      'local date and time when summer time ends, with wildcards',
    ),
    daylightSavingsDeviation: attribute(
      7,
      integer,
      'static',
      'minutes that summer time is ahead of normal time',
    ),
    daylightSavingsEnabled: attribute(8, boolean, 'static', 'whether the clock follows summer time'),
    clockBase: attribute(9, clockBase, 'static', 'where the clock gets its pace from'),
  },
  methods: {
    adjustToQuarter: method(1, integer, 'moves the time to the nearest quarter of an hour'),
    adjustToMeasuringPeriod: method(2, integer, 'moves the time to the nearest start of a measuring period'),
    adjustToMinute: method(3, integer, 'moves the time to the nearest minute'),
    adjustToPresetTime: method(4, integer, 'moves the time to the preset one'),
    presetAdjustingTime: method(
      5,
      structure({ presetTime: dateTime, validityStart: dateTime, validityEnd: dateTime }),
      'presets a time and the interval in which it may be activated',
    ),
    shiftTime: method(6, long, 'shifts the time by -900 to 900 seconds'),
  },
})
