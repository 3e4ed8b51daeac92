import { boolean, enumCode, enumeration, integer, logicalName } from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const controlState = enumeration({ disconnected: 0, connected: 1, 'ready-for-reconnection': 2 })

/** Class 70, Disconnect control: the supply switch or valve (IEC 62056-6-2). */
export const disconnectControl = interfaceClass({
  name: 'Disconnect control',
  classId: 70,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    outputState: attribute(2, boolean, 'dynamic', 'whether the supply is physically connected'),
    controlState: attribute(3, controlState, 'dynamic', 'state of the switch as its logic sees it'),
    controlMode: attribute(
      4,
      enumCode,
      'static',
      'which transitions remote, manual and local control may do (0 to 6)',
    ),
  },
  methods: {
    remoteDisconnect: method(1, integer, 'disconnects, if the mode allows it'),
    remoteReconnect: method(
      2,
      integer,
      'reconnects or makes ready for manual reconnection, as the mode says',
    ),
  },
})
