import { scalerUnit } from '../scaler.ts'
import {
  anyData,
  dateTime,
  doubleLongUnsigned,
  integer,
  logicalName,
  longUnsigned,
} from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 5, Demand register: an average over a sliding or fixed period (IEC 62056-6-2). */
export const demandRegister = interfaceClass({
  name: 'Demand register',
  classId: 5,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    currentAverageValue: attribute(2, anyData, 'dynamic', 'running average since the period began'),
    lastAverageValue: attribute(3, anyData, 'dynamic', 'average of the period that ended last'),
    scalerUnit: attribute(4, scalerUnit, 'static', 'decimal scaler and physical unit of both averages'),
    status: attribute(5, anyData, 'dynamic', 'status of the last average, as the maker defines it'),
    captureTime: attribute(6, dateTime, 'dynamic', 'when the last average was calculated'),
    startTimeCurrent: attribute(7, dateTime, 'dynamic', 'when the running measurement began'),
    period: attribute(8, doubleLongUnsigned, 'static', 'seconds between two updates of the last average'),
    numberOfPeriods: attribute(
      9,
      longUnsigned,
      'static',
      'periods that a sliding average spans; 1 if it does not slide',
    ),
  },
  methods: {
    reset: method(1, integer, 'clears both averages and begins a new period'),
    nextPeriod: method(2, integer, 'ends the running period at once'),
  },
})
