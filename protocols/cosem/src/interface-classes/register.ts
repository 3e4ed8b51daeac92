import { scalerUnit } from '../scaler.ts'
import { anyData, integer, logicalName } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 3, Register (IEC 62056-6-2). */
export const register = interfaceClass({
  name: 'Register',
  classId: 3,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    value: attribute(2, anyData, 'dynamic', 'current value, to be read with scaler and unit'),
    scalerUnit: attribute(3, scalerUnit, 'static', 'decimal scaler and physical unit of the value'),
  },
  methods: {
    reset: method(1, integer, 'sets the value back to its default'),
  },
})
