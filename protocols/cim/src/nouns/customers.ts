import { boolean, dateTime, decimal, oneOf, text, token } from '../schema/leaves.ts'
import { group, many } from '../schema/schema.ts'
import {
  configurationEvents,
  electronicAddress,
  identified,
  interval,
  names,
  organisation,
  positionPoints,
  status,
  streetAddress,
  telephone,
} from './common.ts'
import { meterReading } from './meter-readings.ts'

const customerAccount = group({
  mRID: token,
  billingCycle: token,
  budgetBill: token,
  ConfigurationEvents: configurationEvents,
  Customer: identified,
  CustomerAgreements: many(identified),
  Names: names,
  status,
})

export const customerAccountConfig = group(
  { CustomerAccount: many(customerAccount) },
  { profile: 'CustomerAccountConfig' },
)

const customerAgreement = group({
  mRID: token,
  loadMgmt: token,
  signDate: dateTime,
  ConfigurationEvents: configurationEvents,
  Customer: identified,
  CustomerAccount: identified,
  Names: names,
  PricingStructures: many(identified),
  ServiceLocations: many(identified),
  ServiceSupplier: identified,
  status,
  UsagePoints: many(identified),
  validityInterval: interval,
})

export const customerAgreementConfig = group(
  { CustomerAgreement: many(customerAgreement) },
  { profile: 'CustomerAgreementConfig' },
)

export const serviceLocationConfig = group(
  {
    ServiceLocation: many(
      group({
        mRID: token,
        accessMethod: text,
        direction: text,
        geoInfoReference: token,
        needsInspection: boolean,
        siteAccessProblem: text,
        type: token,
        ConfigurationEvents: configurationEvents,
        CoordinateSystem: group({ mRID: token, crsUrn: token, Names: names }),
        electronicAddress,
        mainAddress: streetAddress,
        Names: names,
        phone1: telephone,
        phone2: telephone,
        PositionPoints: positionPoints,
        secondaryAddress: streetAddress,
        status,
      }),
    ),
  },
  { profile: 'ServiceLocationConfig' },
)

export const serviceSupplierConfig = group(
  {
    ServiceSupplier: many(
      group({
        mRID: token,
        issuerIdentificationNumber: token,
        kind: oneOf('other', 'retailer', 'utility'),
        ConfigurationEvents: configurationEvents,
        Names: names,
        Organisation: organisation,
      }),
    ),
  },
  { profile: 'ServiceSupplierConfig' },
)

export const pricingStructureConfig = group(
  {
    PricingStructure: many(
      group({
        mRID: token,
        code: token,
        dailyCeilingUsage: decimal,
        dailyEstimatedUsage: decimal,
        dailyFloorUsage: decimal,
        revenueKind: token,
        taxExemption: boolean,
        ConfigurationEvents: configurationEvents,
        Names: names,
        ServiceCategory: identified,
        status,
        Tariffs: many(group({ mRID: token, endDate: dateTime, startDate: dateTime, Names: names, status })),
      }),
    ),
  },
  { profile: 'PricingStructureConfig' },
)

/** Customers with their accounts, agreements and the readings that a bill rests on. */
export const customerMeterDataSet = group(
  {
    Customer: many(
      group({
        mRID: token,
        kind: token,
        specialNeed: text,
        vip: boolean,
        CustomerAccounts: many(identified),
        CustomerAgreements: many(identified),
        Names: names,
        status,
      }),
    ),
    CustomerAccount: many(customerAccount),
    CustomerAgreement: many(customerAgreement),
    MeterReading: many(meterReading),
    UsagePoint: many(identified),
  },
  { profile: 'CustomerMeterDataSet' },
)
