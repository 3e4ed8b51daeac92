import { arrayOf, structure } from '../../values/composites.ts'
import {
  bitString,
  dateTime,
  doubleLong,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  long,
  longUnsigned,
  octetString,
  unsigned,
} from '../../values/leaves.ts'
import { attributeReference } from '../../values/references.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

export const chargeType = enumeration({ 'consumption-based': 0, 'time-based': 1, 'payment-event-based': 2 })

const chargeTableElement = structure({ index: octetString, chargePerUnit: long })

export const unitCharge = structure({
  scaling: structure({ commodityScale: integer, priceScale: integer }),
  commodity: attributeReference,
  table: arrayOf(chargeTableElement),
})

/** Class 113, Charge: what is collected, by consumption, by time or of each payment (IEC 62056-6-2). */
export const charge = interfaceClass({
  name: 'Charge',
  classId: 113,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    totalAmountPaid: attribute(2, doubleLong, 'dynamic', 'what has been collected so far'),
    chargeType: attribute(3, chargeType, 'static', 'by what the charge is collected'),
    priority: attribute(4, unsigned, 'static', 'order of collection among charges, 1 first'),
    unitChargeActive: attribute(5, unitCharge, 'static', 'price in force'),
    unitChargePassive: attribute(6, unitCharge, 'static', 'price to come'),
    unitChargeActivationTime: attribute(7, dateTime, 'static', 'when the price to come takes over'),
    period: attribute(8, doubleLongUnsigned, 'static', 'seconds between two collections'),
    chargeConfiguration: attribute(
      9,
      bitString,
      'static',
      'percentage based collection, continuous collection',
    ),
    lastCollectionTime: attribute(10, dateTime, 'dynamic', 'when was collected last'),
    lastCollectionAmount: attribute(11, doubleLong, 'dynamic', 'how much was collected then'),
    totalAmountRemaining: attribute(12, doubleLong, 'dynamic', 'what is still to be collected'),
    proportion: attribute(13, longUnsigned, 'static', 'share of a payment, in 1/10000'),
  },
  methods: {
    updateUnitCharge: method(1, arrayOf(chargeTableElement), 'changes prices to come by their index'),
    activatePassiveUnitCharge: method(2, integer, 'makes the price to come the one in force'),
    collect: method(3, integer, 'collects the charge now'),
    updateTotalAmountRemaining: method(4, doubleLong, 'adds to what is still to be collected'),
    setTotalAmountRemaining: method(5, doubleLong, 'sets what is still to be collected'),
  },
})
