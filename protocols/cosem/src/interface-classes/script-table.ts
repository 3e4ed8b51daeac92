import { arrayOf, structure } from '../values/composites.ts'
import { anyData, enumeration, integer, logicalName, longUnsigned } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** What an action does: write an attribute, or invoke a method (service_id). */
export const scriptService = enumeration({ write: 1, execute: 2 })

export const scriptAction = structure({
  service: scriptService,
  classId: longUnsigned,
  obis: logicalName,
  index: integer,
  parameter: anyData,
})

export const script = structure({ selector: longUnsigned, actions: arrayOf(scriptAction) })

/** Class 9, Script table: series of actions that others start by number (IEC 62056-6-2). */
export const scriptTable = interfaceClass({
  name: 'Script table',
  classId: 9,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    scripts: attribute(2, arrayOf(script), 'static', 'scripts by number; a number is unique in the table'),
  },
  methods: {
    execute: method(1, longUnsigned, 'executes the script of this number'),
  },
})
