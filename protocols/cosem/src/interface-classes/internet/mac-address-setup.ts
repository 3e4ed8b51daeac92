import { logicalName, octetString } from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 43, MAC address setup (IEC 62056-6-2). */
export const macAddressSetup = interfaceClass({
  name: 'MAC address setup',
  classId: 43,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    macAddress: attribute(2, octetString, 'static', 'hardware address of the port'),
  },
  methods: {},
})
