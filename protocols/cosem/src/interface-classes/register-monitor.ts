import { arrayOf } from '../values/composites.ts'
import { anyData, logicalName } from '../values/leaves.ts'
import { actionSet, attributeReference } from '../values/references.ts'
import { attribute, interfaceClass } from './interface-class.ts'

/** Class 21, Register monitor: scripts when a value crosses thresholds (IEC 62056-6-2). */
export const registerMonitor = interfaceClass({
  name: 'Register monitor',
  classId: 21,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    thresholds: attribute(2, arrayOf(anyData), 'static', 'thresholds, of the type of the value'),
    monitoredValue: attribute(3, attributeReference, 'static', 'attribute that is watched'),
    actions: attribute(4, arrayOf(actionSet), 'static', 'scripts of each threshold: up and down'),
  },
  methods: {},
})
