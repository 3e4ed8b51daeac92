import { scalerUnit } from '../scaler.ts'
import { arrayOf, structure } from '../values/composites.ts'
import {
  anyData,
  doubleLongUnsigned,
  enumCode,
  enumeration,
  integer,
  logicalName,
  long64Unsigned,
  longUnsigned,
} from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 66, Measurement data monitoring: the waveform around a trigger (IEC 62056-6-2). */
export const measurementDataMonitoring = interfaceClass({
  name: 'Measurement data monitoring',
  classId: 66,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    waveformData: attribute(2, arrayOf(anyData), 'dynamic', 'samples before and after the trigger'),
    triggerTime: attribute(3, long64Unsigned, 'dynamic', 'microseconds of the clock at the trigger'),
    triggerSource: attribute(
      4,
      structure({ origin: enumeration({ remote: 0, 'local-script': 1 }), cause: longUnsigned }),
      'dynamic',
      'source and reason of the trigger',
    ),
    status: attribute(5, enumCode, 'dynamic', 'state of the capture'),
    samplingRate: attribute(6, doubleLongUnsigned, 'static', 'samples a second'),
    samplesBeforeTrigger: attribute(7, doubleLongUnsigned, 'static', 'samples kept from before the trigger'),
    samplesAfterTrigger: attribute(8, doubleLongUnsigned, 'static', 'samples captured after the trigger'),
    scalerUnit: attribute(9, scalerUnit, 'static', 'decimal scaler and physical unit of the samples'),
  },
  methods: {
    reset: method(1, integer, 'clears the captured waveform'),
    trigger: method(2, integer, 'captures a waveform now'),
  },
})
