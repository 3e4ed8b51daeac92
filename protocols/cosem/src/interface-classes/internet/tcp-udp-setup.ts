import { logicalName, longUnsigned, unsigned } from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 41, TCP-UDP setup (IEC 62056-6-2). */
export const tcpUdpSetup = interfaceClass({
  name: 'TCP-UDP setup',
  classId: 41,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    port: attribute(2, longUnsigned, 'static', 'port that the server listens on; 4059 for DLMS/COSEM'),
    ipReference: attribute(3, logicalName, 'static', 'setup of the network layer below'),
    maximumSegmentSize: attribute(4, longUnsigned, 'static', 'octets of the longest segment'),
    simultaneousConnections: attribute(5, unsigned, 'static', 'connections that can be held at a time'),
    inactivityTimeOut: attribute(
      6,
      longUnsigned,
      'static',
      'seconds of silence after which a connection ends; 0 for never',
    ),
  },
  methods: {},
})
