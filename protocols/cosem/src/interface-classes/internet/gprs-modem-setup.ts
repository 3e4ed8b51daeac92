import { structure } from '../../values/composites.ts'
import { logicalName, longUnsigned, octetString, unsigned } from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

const qualityOfService = structure({
  precedence: unsigned,
  delay: unsigned,
  reliability: unsigned,
  peakThroughput: unsigned,
  meanThroughput: unsigned,
})

/** Class 45, GPRS modem setup (IEC 62056-6-2). */
export const gprsModemSetup = interfaceClass({
  name: 'GPRS modem setup',
  classId: 45,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    accessPointName: attribute(2, octetString, 'static', 'access point of the packet network'),
    pinCode: attribute(3, longUnsigned, 'static', 'secret number of the SIM card'),
    qualityOfService: attribute(
      4,
      structure({ default: qualityOfService, requested: qualityOfService }),
      'static',
      'least and wished quality of service',
    ),
  },
  methods: {},
})
