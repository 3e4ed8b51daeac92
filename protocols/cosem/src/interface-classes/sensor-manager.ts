import { scalerUnit } from '../scaler.ts'
import { arrayOf } from '../values/composites.ts'
import { anyData, dateTime, enumCode, integer, logicalName, octetString } from '../values/leaves.ts'
import { actionSet, attributeReference } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 67, Sensor manager: a sensor, its raw value and the value made of it (IEC 62056-6-2). */
export const sensorManager = interfaceClass({
  name: 'Sensor manager',
  classId: 67,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    serialNumber: attribute(2, octetString, 'static', 'serial number of the sensor'),
    metrologicalIdentification: attribute(
      3,
      octetString,
      'static',
      'metrological identification of the sensor',
    ),
    outputType: attribute(4, enumCode, 'static', 'physical output, such as 4 to 20 mA or pulses'),
    adjustmentMethod: attribute(5, octetString, 'static', 'how the sensor is adjusted'),
    sealingMethod: attribute(6, octetString, 'static', 'how the sensor is sealed'),
    rawValue: attribute(7, anyData, 'dynamic', 'value as the sensor gives it'),
    scalerUnit: attribute(8, scalerUnit, 'static', 'decimal scaler and physical unit of the raw value'),
    status: attribute(9, anyData, 'dynamic', 'status of the raw value'),
    captureTime: attribute(10, dateTime, 'dynamic', 'when the raw value was captured'),
    rawValueThresholds: attribute(11, arrayOf(anyData), 'static', 'thresholds of the raw value'),
    rawValueActions: attribute(
      12,
      arrayOf(actionSet),
      'static',
      'scripts of each threshold of the raw value',
    ),
    processedValue: attribute(13, attributeReference, 'static', 'attribute that holds the processed value'),
    processedValueThresholds: attribute(14, arrayOf(anyData), 'static', 'thresholds of the processed value'),
    processedValueActions: attribute(
      15,
      arrayOf(actionSet),
      'static',
      'scripts of each threshold of the processed value',
    ),
  },
  methods: {
    reset: method(1, integer, 'sets the raw value back to its default'),
  },
})
