import { arrayOf, structure } from '../../values/composites.ts'
import {
  bitString,
  dateTime,
  doubleLong,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  unsigned,
  utf8,
} from '../../values/leaves.ts'
import { attribute, interfaceClass, method } from '../interface-class.ts'

export const accountMode = enumeration({ credit: 1, prepayment: 2 })
export const accountStatus = enumeration({ new: 1, active: 2, closed: 3 })

/** Class 111, Account: credits and charges of one contract (IEC 62056-6-2). */
export const account = interfaceClass({
  name: 'Account',
  classId: 111,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    modeAndStatus: attribute(
      2,
      structure({ mode: accountMode, status: accountStatus }),
      'static',
      'payment mode, and whether the account is in use',
    ),
    currentCreditInUse: attribute(
      3,
      unsigned,
      'dynamic',
      'place of the credit in use in the list of credits, from 1',
    ),
    currentCreditStatus: attribute(
      4,
      bitString,
      'dynamic',
      'in credit, low credit, out of credit and the like',
    ),
    availableCredit: attribute(5, doubleLong, 'dynamic', 'sum of the positive credits that may be used'),
    amountToClear: attribute(
      6,
      doubleLong,
      'dynamic',
      'what is owed before supply can resume, as a negative amount',
    ),
    clearanceThreshold: attribute(
      7,
      doubleLong,
      'static',
      'credit that must be reached for the debt to count as cleared',
    ),
    aggregatedDebt: attribute(8, doubleLong, 'dynamic', 'sum of what remains of all charges'),
    creditReferenceList: attribute(9, arrayOf(logicalName), 'static', 'credits of this account'),
    chargeReferenceList: attribute(10, arrayOf(logicalName), 'static', 'charges of this account'),
    creditChargeConfiguration: attribute(
      11,
      arrayOf(structure({ credit: logicalName, charge: logicalName, collection: bitString })),
      'static',
      'which charges are collected from which credit',
    ),
    tokenGatewayConfiguration: attribute(
      12,
      arrayOf(structure({ credit: logicalName, proportion: unsigned })),
      'static',
      'percentage of a token that goes to each credit',
    ),
    activationTime: attribute(13, dateTime, 'static', 'when the account was or will be activated'),
    closureTime: attribute(14, dateTime, 'static', 'when the account was or will be closed'),
    currency: attribute(
      15,
      structure({ name: utf8, scale: integer, unit: enumeration({ time: 0, consumption: 1, monetary: 2 }) }),
      'static',
      'what the amounts count, and their decimal scale',
    ),
    lowCreditThreshold: attribute(16, doubleLong, 'static', 'credit below which the customer is warned'),
    nextCreditAvailableThreshold: attribute(
      17,
      doubleLong,
      'static',
      'credit below which the next one may be selected',
    ),
    maxProvision: attribute(18, longUnsigned, 'static', 'most that may be collected in a period'),
    maxProvisionPeriod: attribute(19, doubleLong, 'static', 'seconds of that period'),
  },
  methods: {
    activate: method(1, integer, 'makes the account active'),
    close: method(2, integer, 'closes the account'),
    reset: method(3, integer, 'sets all back; only of a closed account'),
  },
})
