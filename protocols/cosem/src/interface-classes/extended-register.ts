import { anyData, dateTime } from '../values/leaves.ts'
import { attribute, interfaceClass } from './interface-class.ts'
import { register } from './register.ts'

/** Class 4, Extended register: a register with status and time of its capture (IEC 62056-6-2). */
export const extendedRegister = interfaceClass({
  name: 'Extended register',
  classId: 4,
  version: 0,
  attributes: {
    ...register.attributes,
    status: attribute(4, anyData, 'dynamic', 'status of the value, as the maker defines it'),
    captureTime: attribute(5, dateTime, 'dynamic', 'when the value came about'),
  },
  methods: register.methods,
})
