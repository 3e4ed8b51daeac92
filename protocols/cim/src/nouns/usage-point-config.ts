import { boolean, decimal, float, oneOf, text, token } from '../schema/leaves.ts'
import { group, many, reference, some } from '../schema/schema.ts'
import { configurationEvents, identified, names, readingReason, readingType } from './common.ts'

const usagePoint = group({
  mRID: token,
  amiBillingReady: oneOf(
    'amiCapable',
    'amiDisabled',
    'billingApproved',
    'enabled',
    'nonAmi',
    'nonMetered',
    'operable',
  ),
  checkBilling: boolean,
  connectionState: oneOf('connected', 'logicallyDisconnected', 'physicallyDisconnected'),
  estimatedLoad: decimal,
  grounded: boolean,
  isSdp: boolean,
  isVirtual: boolean,
  minimalUsageExpected: boolean,
  nominalServiceVoltage: decimal,
  outageRegion: token,
  phaseCode: token,
  ratedCurrent: decimal,
  /** The contracted power. */
  ratedPower: decimal,
  readCycle: token,
  readRoute: token,
  serviceDeliveryRemark: text,
  servicePriority: token,
  ConfigurationEvents: configurationEvents,
  /** The transformer. */
  Equipments: identified,
  MetrologyRequirements: many(
    group({ mRID: token, reason: readingReason, Names: names, ReadingTypes: some(reference) }),
  ),
  Names: names,
  PricingStructures: group({ mRID: token, code: token, Names: names }),
  ServiceCategory: group({
    mRID: token,
    kind: oneOf(
      'electricity',
      'gas',
      'heat',
      'internet',
      'other',
      'rates',
      'refuse',
      'sewerage',
      'time',
      'tvLicence',
      'water',
    ),
    Names: names,
  }),
  ServiceLocation: identified,
  ServiceMultipliers: many(
    group({ mRID: token, kind: oneOf('ctRatio', 'ptRatio', 'transformerRatio'), value: float, Names: names }),
  ),
  ServiceSupplier: group({ mRID: token, kind: oneOf('other', 'retailer', 'utility'), Names: names }),
  UsagePointLocation: identified,
})

export const usagePointConfig = group(
  { ReadingType: many(readingType), UsagePoint: many(usagePoint) },
  { profile: 'UsagePointConfig' },
)
