import { arrayOf, structure } from '../values/composites.ts'
import {
  dateTime,
  integer,
  logicalName,
  longUnsigned,
  octetString,
  time,
  unsigned,
} from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const season = structure({ name: octetString, start: dateTime, week: octetString })

export const weekProfile = structure({
  name: octetString,
  monday: unsigned,
  tuesday: unsigned,
  wednesday: unsigned,
  thursday: unsigned,
  friday: unsigned,
  saturday: unsigned,
  sunday: unsigned,
})

export const dayProfile = structure({
  dayId: unsigned,
  schedule: arrayOf(structure({ start: time, scriptTable: logicalName, selector: longUnsigned })),
})

/** Class 20, Activity calendar: seasons of weeks of days of scripts, one in force and one to come (IEC 62056-6-2). */
export const activityCalendar = interfaceClass({
  name: 'Activity calendar',
  classId: 20,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    calendarNameActive: attribute(2, octetString, 'static', 'name of the calendar in force'),
    seasonProfileActive: attribute(3, arrayOf(season), 'static', 'seasons in force: start and week of each'),
    weekProfileTableActive: attribute(
      4,
      arrayOf(weekProfile),
      'static',
      'weeks in force: day profile of each weekday',
    ),
    dayProfileTableActive: attribute(
      5,
      arrayOf(dayProfile),
      'static',
      'days in force: scripts by time of day',
    ),
    calendarNamePassive: attribute(6, octetString, 'static', 'name of the calendar to come'),
    seasonProfilePassive: attribute(7, arrayOf(season), 'static', 'seasons to come: start and week of each'),
    weekProfileTablePassive: attribute(
      8,
      arrayOf(weekProfile),
      'static',
      'weeks to come: day profile of each weekday',
    ),
    dayProfileTablePassive: attribute(
      9,
      arrayOf(dayProfile),
      'static',
      'days to come: scripts by time of day',
    ),
    activatePassiveCalendarTime: attribute(10, dateTime, 'static', 'when the calendar to come takes over'),
  },
  methods: {
    activatePassiveCalendar: method(1, integer, 'copies the calendar to come into the one in force'),
  },
})
