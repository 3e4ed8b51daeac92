import { dateTime, text, token } from '../schema/leaves.ts'
import { group, many } from '../schema/schema.ts'
import { identified, names, status } from './common.ts'

/**
 * What belongs together from a moment on: a meter to its usage point, a usage point to its customer and supplier. Created when
 * a customer moves in or a meter is mounted, closed when it ends.
 */
export const masterDataLinkageConfig = group(
  {
    ConfigurationEvent: group({
      mRID: token,
      createdDateTime: dateTime,
      effectiveDateTime: dateTime,
      modifiedBy: token,
      reason: text,
      remark: text,
      severity: token,
      type: token,
      Names: names,
      status,
    }),
    Customer: many(identified),
    CustomerAccount: many(identified),
    CustomerAgreement: many(identified),
    EndDevice: many(identified),
    Meter: many(identified),
    PricingStructure: many(identified),
    ServiceLocation: many(identified),
    ServiceSupplier: many(identified),
    TransformerTank: many(identified),
    UsagePoint: many(identified),
    UsagePointLocation: many(identified),
  },
  { profile: 'MasterDataLinkageConfig' },
)
