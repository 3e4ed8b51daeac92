import {
  bitString,
  dateTime,
  doubleLong,
  enumeration,
  integer,
  logicalName,
  unsigned,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

export const creditType = enumeration({
  token: 0,
  reserved: 1,
  emergency: 2,
  'time-based': 3,
  'consumption-based': 4,
})
export const creditStatus = enumeration({ enabled: 0, selectable: 1, selected: 2, 'in-use': 3, exhausted: 4 })

/** Class 112, Credit: an amount that charges are collected from (IEC 62056-6-2). */
export const credit = interfaceClass({
  name: 'Credit',
  classId: 112,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    currentCreditAmount: attribute(2, doubleLong, 'dynamic', 'what is left; negative when overdrawn'),
    creditType: attribute(3, creditType, 'static', 'where the credit comes from'),
    priority: attribute(4, unsigned, 'static', 'order in which credits are used, 1 first; 0 if never'),
    warningThreshold: attribute(5, doubleLong, 'static', 'amount below which the customer is warned'),
    limit: attribute(6, doubleLong, 'static', 'amount at which the credit is exhausted'),
    creditConfiguration: attribute(
      7,
      bitString,
      'static',
      'whether it needs confirmation, must be repaid, is reset and the like',
    ),
    creditStatus: attribute(8, creditStatus, 'dynamic', 'whether it is in use'),
    presetCreditAmount: attribute(9, doubleLong, 'static', 'amount that an invocation adds'),
    creditAvailableThreshold: attribute(
      10,
      doubleLong,
      'static',
      'amount of the credit before, below which this one may be selected',
    ),
    period: attribute(11, dateTime, 'static', 'when the credit is given again, with wildcards'),
  },
  methods: {
    updateAmount: method(1, doubleLong, 'adds an amount, which may be negative'),
    setAmountToValue: method(2, doubleLong, 'sets the amount'),
    invokeCredit: method(3, integer, 'puts the credit into use'),
  },
})
