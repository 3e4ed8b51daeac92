import { arrayOf, structure } from '../../values/composites.ts'
import { anyData, logicalName, unsigned } from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

const pppOptions = arrayOf(structure({ type: unsigned, length: unsigned, data: anyData }))

/** Class 44, PPP setup (IEC 62056-6-2). */
export const pppSetup = interfaceClass({
  name: 'PPP setup',
  classId: 44,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    physicalReference: attribute(2, logicalName, 'static', 'setup of the physical port below'),
    lcpOptions: attribute(3, pppOptions, 'static', 'options of the link control protocol'),
    ipcpOptions: attribute(4, pppOptions, 'static', 'options of the IP control protocol'),
    authentication: attribute(
      5,
      anyData,
      'static',
      'user name and password or secret; null-data if there is none',
    ),
  },
  methods: {},
})
