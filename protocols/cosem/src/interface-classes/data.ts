import { anyData, logicalName } from '../values/leaves.ts'
import { attribute, interfaceClass } from './interface-class.ts'

/** Class 1, Data (IEC 62056-6-2). */
export const dataClass = interfaceClass({
  name: 'Data',
  classId: 1,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    value: attribute(2, anyData, 'dynamic', 'the value; its type follows from the logical name'),
  },
  methods: {},
})
