import { type Data, data, type Obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'
import { never } from '../schedules/script-entries.ts'
import { credits } from './balance.ts'
import { accountName, charges, noCharge } from './charges.ts'

const { account, credit, charge, tokenGateway } = classes
function name(of: Obis): Data {
  return data.octets(obisToOctets(of))
}
function names(list: readonly Obis[]): Data {
  return data.array(...list.map(name))
}
function unitCharge(which: 0 | 1): Data {
  return charge.attributes.unitChargePassive.type.encode(noCharge(which))
}

const hourSeconds = 3600
const daySeconds = 86_400

function creditObject(which: 0 | 1): ObjectEntry {
  return object(
    credit,
    credits[which],
    {
      currentCreditAmount: read('credit.amount'),
      creditType: read(credit.attributes.creditType.type.encode(which === 0 ? 'token' : 'emergency')),
      priority: read(data.unsigned(which + 1)),
      warningThreshold: setting(data.doubleLong(0)),
      limit: setting(data.doubleLong(0)),
      // The emergency credit must be confirmed by the customer, and repaid.
      creditConfiguration: read(data.bits(which === 0 ? '00000' : '01100')),
      creditStatus: read('credit.status'),
      presetCreditAmount: setting(data.doubleLong(0)),
      creditAvailableThreshold: setting(data.doubleLong(0)),
      period: read(never),
    },
    {
      updateAmount: method('credit.update'),
      setAmountToValue: method('credit.set'),
      invokeCredit: method('credit.invoke'),
    },
  )
}

function chargeObject(which: 0 | 1): ObjectEntry {
  return object(
    charge,
    charges[which],
    {
      totalAmountPaid: read('charge.paid'),
      chargeType: read(
        charge.attributes.chargeType.type.encode(which === 0 ? 'consumption-based' : 'time-based'),
      ),
      priority: read(data.unsigned(which + 1)),
      unitChargeActive: read('charge.active'),
      unitChargePassive: setting(unitCharge(which)),
      unitChargeActivationTime: setting(never),
      period: setting(data.doubleLongUnsigned(which === 0 ? hourSeconds : daySeconds)),
      chargeConfiguration: read(data.bits('00')),
      lastCollectionTime: read('charge.lastTime'),
      lastCollectionAmount: read('charge.lastAmount'),
      totalAmountRemaining: read(data.doubleLong(0)),
      proportion: read(data.longUnsigned(0)),
    },
    { updateUnitCharge: method('charge.update'), activatePassiveUnitCharge: method('charge.activate') },
  )
}

/** One account with two credits and two charges, and the gateway through which tokens enter. */
export const payment: readonly ObjectEntry[] = [
  object(
    account,
    accountName,
    {
      modeAndStatus: setting('account.modeAndStatus'),
      currentCreditInUse: read('account.creditInUse'),
      currentCreditStatus: read('account.creditStatus'),
      availableCredit: read('account.available'),
      amountToClear: read('account.toClear'),
      clearanceThreshold: setting(data.doubleLong(0)),
      aggregatedDebt: read(data.doubleLong(0)),
      creditReferenceList: read(names(credits)),
      chargeReferenceList: read(names(charges)),
      creditChargeConfiguration: read(
        data.array(
          ...credits.flatMap(of => charges.map(by => data.structure(name(of), name(by), data.bits('111')))),
        ),
      ),
      tokenGatewayConfiguration: read(data.array(data.structure(name(credits[0]), data.unsigned(100)))),
      activationTime: read('account.activated'),
      closureTime: read('account.closed'),
      currency: setting(
        account.attributes.currency.type.encode({ name: 'EUR', scale: -2, unit: 'monetary' }),
      ),
      lowCreditThreshold: setting(data.doubleLong(500)),
      nextCreditAvailableThreshold: setting(data.doubleLong(0)),
      maxProvision: read(data.longUnsigned(0)),
      maxProvisionPeriod: read(data.doubleLong(0)),
    },
    {
      activate: method('account.activate'),
      close: method('account.close'),
      reset: method('account.reset'),
    },
  ),
  creditObject(0),
  creditObject(1),
  chargeObject(0),
  chargeObject(1),
  object(
    tokenGateway,
    '0.0.19.40.0.255',
    {
      token: read('token.last'),
      tokenTime: read('token.time'),
      tokenDescription: read('token.description'),
      tokenDeliveryMethod: read(tokenGateway.attributes.tokenDeliveryMethod.type.encode('remote')),
      tokenStatus: read('token.status'),
    },
    { enter: method('token.enter') },
  ),
]
