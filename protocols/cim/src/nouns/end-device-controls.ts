import { boolean, dateTime, decimal, float, integer, oneOf, text, token } from '../schema/leaves.ts'
import { group, many, reference, required } from '../schema/schema.ts'
import { codeType, electronicAddress, identified, interval, names } from './common.ts'

/** What every action has: minutes, or for ever. */
const action = {
  command: token,
  duration: decimal,
  durationIndefinite: boolean,
  startDateTime: dateTime,
} as const

const panDemandResponse = group({
  avgLoadAdjustment: decimal,
  cancelControlMode: token,
  cancelDateTime: dateTime,
  cancelNow: boolean,
  command: token,
  coolingOffset: decimal,
  coolingSetpoint: decimal,
  criticalityLevel: token,
  duration: decimal,
  durationIndefinite: boolean,
  dutyCycle: decimal,
  enrollmentGroup: token,
  heatingOffset: decimal,
  heatingSetpoint: decimal,
  startDateTime: dateTime,
  appliance: group({
    isElectricVehicle: boolean,
    isExteriorLighting: boolean,
    isGenerationSystem: boolean,
    isHvacCompressorOrFurnace: boolean,
    isInteriorLighting: boolean,
    isIrrigationPump: boolean,
    isManagedCommercialIndustrialLoad: boolean,
    isPoolPumpSpaJacuzzi: boolean,
    isSimpleMiscLoad: boolean,
    isSmartAppliance: boolean,
    isStripAndBaseboardHeater: boolean,
    isWaterHeater: boolean,
  }),
})

const panDisplay = group({
  command: token,
  confirmationRequired: boolean,
  duration: decimal,
  durationIndefinite: boolean,
  priority: token,
  startDateTime: dateTime,
  textMessage: text,
  transmissionMode: oneOf('anonymous', 'both', 'normal'),
})

const panPricing = group({
  command: token,
  duration: decimal,
  durationIndefinite: boolean,
  providerID: integer,
  startDateTime: dateTime,
  PanPricingDetails: many(
    group({
      alternateCostDelivered: float,
      alternateCostUnit: token,
      currentTimeDate: dateTime,
      generationPrice: decimal,
      generationPriceRatio: float,
      price: decimal,
      priceRatio: float,
      priceTier: integer,
      priceTierCount: integer,
      priceTierLabel: text,
      rateLabel: text,
      registerTier: token,
      unitOfMeasure: token,
    }),
  ),
})

/** When to act: `interval.start` not before, `interval.end` given up. */
const timing = group({
  duration: decimal,
  durationIndefinite: boolean,
  randomisation: oneOf('default', 'end', 'none', 'start', 'startAndEnd'),
  interval,
})

export const endDeviceControl = group({
  mRID: token,
  drProgramLevel: integer,
  drProgramMandatory: boolean,
  issuerID: token,
  issuerTrackingID: token,
  priceSignal: decimal,
  reason: text,
  EndDeviceAction: group(action),
  PanDemandResponse: panDemandResponse,
  PanDisplay: panDisplay,
  PanPricing: panPricing,
  EndDeviceControlType: required(reference),
  EndDeviceGroups: many(identified),
  EndDevices: many(
    group({ mRID: token, installCode: token, isPan: boolean, electronicAddress, Names: names }),
  ),
  primaryDeviceTiming: timing,
  secondaryDeviceTiming: timing,
  UsagePointGroups: many(identified),
  UsagePoints: many(identified),
})

export const endDeviceControls = group(
  { EndDeviceControl: many(endDeviceControl), EndDeviceControlType: many(codeType) },
  { profile: 'EndDeviceControls' },
)
