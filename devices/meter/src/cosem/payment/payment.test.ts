import { classes } from '@ferraris/cosem/classes'
import { controlStates } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { at, monday, programmedMeter, steady } from '../../programmed-meter.fixture.ts'
import { inMemory } from '../../store/memory/non-volatile.ts'
import { credits } from './balance.ts'
import { accountName, charges, type UnitCharge } from './charges.ts'
import { creditToken } from './token.ts'

const { account, credit, charge, tokenGateway, disconnectControl } = classes
const [TOKEN, EMERGENCY] = credits
const [ENERGY, STANDING] = charges
const gateway = '0.0.19.40.0.255'
const supplySwitch = '0.0.96.3.10.255'
const tokenKey = Buffer.from('a key of the vendor')

type Meter = ReturnType<typeof programmedMeter>

/** Prices of the energy: hundredths of a cent a kWh, one for all of it or one a tariff. */
function price(...rows: readonly [index: number | undefined, chargePerUnit: number][]): UnitCharge {
  return {
    scaling: { commodityScale: 3, priceScale: -4 },
    commodity: { classId: 3, obis: '1.0.1.8.0.255' as UnitCharge['commodity']['obis'], attribute: 2 },
    table: rows.map(([index, chargePerUnit]) => ({
      index: index === undefined ? new Uint8Array() : Uint8Array.of(index),
      chargePerUnit,
    })),
  }
}

function charging(meter: Meter, name: string, unitCharge: UnitCharge) {
  expect(meter.set(charge, name, 'unitChargePassive', unitCharge)).toBe('success')
  expect(meter.invoke(charge, name, 'activatePassiveUnitCharge', 0).result).toBe('success')
}

/** A meter that draws 1 kW for 20 cents a kWh, its account prepaid and active. */
function prepaid(memory = inMemory(), start = at(monday, 12)) {
  const meter = programmedMeter({ load: steady(1000), tokenKey }, start, memory)
  charging(meter, ENERGY, price([undefined, 2000]))
  meter.set(account, accountName, 'modeAndStatus', { mode: 'prepayment', status: 'new' })
  expect(meter.invoke(credit, TOKEN, 'setAmountToValue', 100).result).toBe('success')
  expect(meter.invoke(account, accountName, 'activate', 0).result).toBe('success')
  return meter
}
function left(meter: Meter) {
  return meter.get(credit, TOKEN, 'currentCreditAmount')
}

describe('a charge', () => {
  test('by consumption is collected at full hours, from the registers', () => {
    const meter = prepaid()
    const seen = [0, 59, 60, 179, 180].map(minutes => {
      meter.goTo(at(monday, 12) + 60 * minutes)
      return left(meter)
    })
    expect(seen).toEqual([100, 100, 80, 60, 40])
    expect(meter.get(charge, ENERGY, 'totalAmountPaid')).toBe(60)
    expect(meter.get(charge, ENERGY, 'lastCollectionAmount')).toBe(20)
    expect(meter.get(charge, ENERGY, 'lastCollectionTime')).toMatchObject({ hour: 15, minute: 0 })
  })

  test('has a price for each tariff', () => {
    const meter = programmedMeter({ load: steady(1000) }, at(monday, 18))
    charging(meter, ENERGY, price([1, 3000], [2, 2000], [3, 1000]))
    meter.invoke(account, accountName, 'activate', 0)
    meter.goTo(at(monday + 1))
    // An hour of F1, four of F2, one of F3.
    expect(left(meter)).toBe(-(30 + 80 + 10))
  })

  test('by time is collected whether anything is used or not', () => {
    const meter = programmedMeter({ load: steady(0) })
    charging(meter, STANDING, price([undefined, 2500]))
    meter.invoke(account, accountName, 'activate', 0)
    meter.goTo(at(monday + 3, 12))
    expect(left(meter)).toBe(-75)
  })

  test('takes a new price at its time and settles what was used before at the old one', () => {
    const meter = prepaid()
    const time = { year: 2026, month: 11, dayOfMonth: 2, hour: 14, minute: 0, second: 0, hundredths: 0 }
    meter.set(charge, ENERGY, 'unitChargePassive', price([undefined, 500]))
    meter.set(charge, ENERGY, 'unitChargeActivationTime', time)
    meter.goTo(at(monday, 16))
    expect(left(meter)).toBe(100 - 40 - 10)
  })
})

describe('a prepaid account', () => {
  test('has the supply cut at the collection that takes the last of it, to the second', () => {
    const meter = prepaid()
    meter.goTo(at(monday, 16, 59, 59))
    expect([meter.isConnected, left(meter)]).toEqual([true, 20])
    meter.goTo(at(monday + 4))
    expect([meter.isConnected, left(meter)]).toEqual([false, 0])
    expect(meter.meter.store.supply.controlState).toBe(controlStates.readyForReconnection)
    expect(meter.events(at(monday)).map(({ shown }) => shown)).toEqual([at(monday, 17)])
    expect(meter.get(account, accountName, 'currentCreditStatus')).toBe('00110010')
  })

  test('gives the supply back when a token is entered, where the control mode lets the meter', () => {
    const meter = prepaid()
    meter.set(disconnectControl, supplySwitch, 'controlMode', 5)
    meter.goTo(at(monday, 20))
    expect(meter.isConnected).toBe(false)
    const token = creditToken(tokenKey, 'FER00000042', 1, 500)
    expect(meter.invoke(tokenGateway, gateway, 'enter', token).result).toBe('success')
    expect([meter.isConnected, left(meter)]).toEqual([true, 500])
    expect(meter.get(tokenGateway, gateway, 'tokenStatus').status).toBe('execution-ok')
  })

  test('lives on an emergency credit once the customer has invoked it', () => {
    const meter = prepaid()
    meter.set(credit, EMERGENCY, 'presetCreditAmount', 40)
    meter.set(credit, EMERGENCY, 'creditAvailableThreshold', 20)
    expect(meter.invoke(credit, EMERGENCY, 'invokeCredit', 0).result).toBe('other-reason')
    meter.goTo(at(monday, 16, 30))
    expect(meter.get(credit, EMERGENCY, 'creditStatus')).toBe('selectable')
    expect(meter.invoke(credit, EMERGENCY, 'invokeCredit', 0).result).toBe('success')
    meter.goTo(at(monday, 17, 30))
    expect([meter.isConnected, meter.get(account, accountName, 'currentCreditInUse')]).toEqual([true, 2])
    meter.goTo(at(monday, 19))
    expect([meter.isConnected, meter.get(account, accountName, 'availableCredit')]).toEqual([false, 0])
  })

  test('stands the same after a restart', () => {
    const memory = inMemory()
    const before = prepaid(memory)
    before.goTo(at(monday, 14))
    const after = programmedMeter({ load: steady(1000), tokenKey }, at(monday, 14), memory)
    expect([left(before), left(after)]).toEqual([60, 60])
    after.goTo(at(monday, 18))
    expect(after.isConnected).toBe(false)
  })

  test('is closed before it is reset', () => {
    const meter = prepaid()
    expect(meter.invoke(account, accountName, 'reset', 0).result).toBe('other-reason')
    meter.goTo(at(monday, 13))
    expect(meter.invoke(account, accountName, 'close', 0).result).toBe('success')
    meter.goTo(at(monday + 1))
    expect([meter.isConnected, left(meter)]).toEqual([true, 80])
    expect(meter.invoke(account, accountName, 'reset', 0).result).toBe('success')
    expect(left(meter)).toBe(0)
  })
})

describe('a token', () => {
  const enter = (meter: Meter, token: Uint8Array) => {
    meter.invoke(tokenGateway, gateway, 'enter', token)
    return meter.get(tokenGateway, gateway, 'tokenStatus').status
  }

  test('counts once, on the meter it was made for', () => {
    const meter = prepaid()
    const token = creditToken(tokenKey, 'FER00000042', 7, 50)
    expect([
      enter(meter, token),
      enter(meter, token),
      enter(meter, creditToken(tokenKey, 'FER00000042', 6, 50)),
      enter(meter, creditToken(tokenKey, 'FER00000043', 8, 50)),
      enter(meter, creditToken(Buffer.from('guessed'), 'FER00000042', 8, 50)),
      enter(meter, token.with(8, 99)),
      enter(meter, token.subarray(1)),
    ]).toEqual([
      'execution-ok',
      ...Array(2).fill('validation-failure'),
      ...Array(3).fill('authentication-failure'),
      'format-failure',
    ])
    expect(left(meter)).toBe(150)
  })

  test('is worth nothing to a meter without a token key', () => {
    expect(enter(programmedMeter(), creditToken(tokenKey, 'FER00000042', 1, 50))).toBe(
      'authentication-failure',
    )
  })
})
