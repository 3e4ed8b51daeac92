import { arrayOf, structure } from '../values/composites.ts'
import {
  anyData,
  boolean,
  dateTime,
  doubleLongUnsigned,
  logicalName,
  longUnsigned,
} from '../values/leaves.ts'
import { attributeReference, scriptReference } from '../values/references.ts'
import { attribute, interfaceClass } from './interface-class.ts'

/** Class 71, Limiter: scripts when a value stays above or below its threshold (IEC 62056-6-2). */
export const limiter = interfaceClass({
  name: 'Limiter',
  classId: 71,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    monitoredValue: attribute(2, attributeReference, 'static', 'attribute that is limited'),
    thresholdActive: attribute(3, anyData, 'dynamic', 'threshold in force'),
    thresholdNormal: attribute(4, anyData, 'static', 'threshold in normal operation'),
    thresholdEmergency: attribute(5, anyData, 'static', 'threshold while an emergency profile is active'),
    minOverThresholdDuration: attribute(
      6,
      doubleLongUnsigned,
      'static',
      'seconds above the threshold before the script runs',
    ),
    minUnderThresholdDuration: attribute(
      7,
      doubleLongUnsigned,
      'static',
      'seconds below the threshold before the script runs',
    ),
    emergencyProfile: attribute(
      8,
      structure({ id: longUnsigned, activationTime: dateTime, duration: doubleLongUnsigned }),
      'static',
      'group, start and seconds of the emergency',
    ),
    emergencyProfileGroupIds: attribute(
      9,
      arrayOf(longUnsigned),
      'static',
      'groups of emergencies that concern this meter',
    ),
    emergencyProfileActive: attribute(10, boolean, 'dynamic', 'whether an emergency is on'),
    actions: attribute(
      11,
      structure({ overThreshold: scriptReference, underThreshold: scriptReference }),
      'static',
      'scripts when the value has been above, and below, for long enough',
    ),
  },
  methods: {},
})
