import { logicalName, longUnsigned, unsigned } from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 57, ISO/IEC 8802-2 LLC type 1 setup (IEC 62056-6-2). */
export const llcType1Setup = interfaceClass({
  name: 'ISO/IEC 8802-2 LLC Type 1 setup',
  classId: 57,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    maxOctetsUiPdu: attribute(2, longUnsigned, 'static', 'octets of the longest unnumbered frame'),
  },
  methods: {},
})

/** Class 58, ISO/IEC 8802-2 LLC type 2 setup. */
export const llcType2Setup = interfaceClass({
  name: 'ISO/IEC 8802-2 LLC Type 2 setup',
  classId: 58,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    transmitWindowSize: attribute(2, unsigned, 'static', 'frames sent before an answer is awaited'),
    receiveWindowSize: attribute(3, unsigned, 'static', 'frames accepted before an answer is given'),
    maxOctetsIPdu: attribute(4, longUnsigned, 'static', 'octets of the longest information frame'),
    maxNumberTransmissions: attribute(5, unsigned, 'static', 'attempts to send a frame'),
    acknowledgementTimer: attribute(6, longUnsigned, 'static', 'seconds before a frame is repeated'),
    pBitTimer: attribute(7, longUnsigned, 'static', 'seconds to wait for the final bit'),
    rejectTimer: attribute(8, longUnsigned, 'static', 'seconds to wait after a reject'),
    busyStateTimer: attribute(9, longUnsigned, 'static', 'seconds to wait for the end of a busy state'),
  },
  methods: {},
})

/** Class 59, ISO/IEC 8802-2 LLC type 3 setup. */
export const llcType3Setup = interfaceClass({
  name: 'ISO/IEC 8802-2 LLC Type 3 setup',
  classId: 59,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    maxOctetsAcnPdu: attribute(2, longUnsigned, 'static', 'octets of the longest acknowledged frame'),
    maxNumberTransmissions: attribute(3, unsigned, 'static', 'attempts to send a frame'),
    acknowledgementTimer: attribute(4, longUnsigned, 'static', 'seconds before a frame is repeated'),
    receiveLifetime: attribute(5, longUnsigned, 'static', 'seconds that a reception state is kept'),
    transmitLifetime: attribute(6, longUnsigned, 'static', 'seconds that a sending state is kept'),
  },
  methods: {},
})
