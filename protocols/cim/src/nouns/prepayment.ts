import { boolean, dateTime, decimal, integer, text, token } from '../schema/leaves.ts'
import { group, many } from '../schema/schema.ts'
import { configurationEvents, identified, interval, names, status } from './common.ts'

/** A debt or a charge that a meter in prepayment collects beside the energy. */
export const auxiliaryAgreementConfig = group(
  {
    AuxiliaryAgreement: many(
      group({
        mRID: token,
        arrearsInterest: decimal,
        auxPriorityCode: token,
        auxRef: token,
        fixedAmount: decimal,
        minAmount: decimal,
        payCycle: token,
        signDate: dateTime,
        AuxiliaryAccounts: many(
          group({ mRID: token, balance: decimal, principleAmount: decimal, Names: names, status }),
        ),
        ConfigurationEvents: configurationEvents,
        CustomerAgreement: identified,
        Names: names,
        status,
        validityInterval: interval,
      }),
    ),
  },
  { profile: 'AuxiliaryAgreementConfig' },
)

export const receiptRecord = group(
  {
    Receipt: many(
      group({
        mRID: token,
        amount: decimal,
        isBankable: boolean,
        createdDateTime: dateTime,
        Names: names,
        status,
        VendorShift: identified,
      }),
    ),
  },
  { profile: 'ReceiptRecord' },
)

export const transactionRecord = group(
  {
    Transaction: many(
      group({
        mRID: token,
        amount: decimal,
        createdDateTime: dateTime,
        diverseReference: token,
        kind: token,
        line: token,
        receiverReference: token,
        reversedId: token,
        serviceUnitsEnergy: decimal,
        serviceUnitsError: decimal,
        AuxiliaryAccount: identified,
        CustomerAccount: identified,
        Names: names,
        PricingStructure: identified,
        Receipt: identified,
        UserAttributes: many(group({ name: text, value: text, sequenceNumber: integer })),
      }),
    ),
  },
  { profile: 'TransactionRecord' },
)
