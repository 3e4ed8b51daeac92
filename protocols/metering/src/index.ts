export { type LossStep, lossStepOf, type SectionDay } from './balance/loss-baseline.ts'
export { pastMeter, withoutLineLosses } from './balance/past-meter.ts'
export { type ClockLimits, clockCorrection, clockLimits } from './clock-correction.ts'
export { clockOffsetMs, clockOffsetSeconds, type Moments } from './clock-offset.ts'
export {
  msOf,
  msPerDay,
  msPerHour,
  msPerMinute,
  msPerSecond,
  secondsOf,
  secondsPerDay,
  secondsPerHour,
  secondsPerMinute,
  secondsPerQuarter,
  wholeSecondsOf,
} from './durations.ts'
export {
  type EmergencyCall,
  emergencyStatement,
  longestEmergencySeconds,
  type SignedEmergencyCall,
} from './emergency.ts'
export type { AlarmBits, AlarmName, AlarmProfile, AlarmRegister } from './events/alarms/alarm-profile.ts'
export {
  type Alarm,
  alarmMask,
  alarmNames,
  alarmOf,
  alarmsIn,
  alarmsOfEvent,
  alarmsOfRegister,
  alarmText,
  errorBitOf,
  errorsIn,
} from './events/alarms/alarms.ts'
export { dsmr } from './events/dsmr.ts'
export type { EventProfile, LogKind } from './events/event-profile.ts'
export { type EventName, eventSeverities } from './events/event-severities.ts'
export {
  codesOfSeverity,
  defaultEventProfile,
  type EventLanguage,
  type EventProfileName,
  eventOf,
  eventProfileNames,
  eventProfiles,
  eventText,
  logOf,
} from './events/events.ts'
export { ferraris, ferrarisCodes, type MeterEvent } from './events/ferraris.ts'
export { type IdisLog, idis, idisCodes, idisLogs } from './events/idis.ts'
export { italian } from './events/italian.ts'
export { beginningsOf, hasEnd } from './events/pairs.ts'
export { type Severity, severities } from './events/severity.ts'
export { faultGroups, faultTargets, onAPhase } from './fault-declaration.ts'
export { FaultError } from './fault-error.ts'
export { faultEndOf, faultKindOf, faultOrderOf, faultParametersOf, wordOf } from './fault-order.ts'
export {
  type ActiveFault,
  type FaultKind,
  type FaultOrder,
  type FaultParameter,
  type FaultParameters,
  faultDeclarations,
  faultKinds,
  faultTable,
  type HarmKind,
  harmKinds,
  isHarm,
  type Phase,
} from './faults.ts'
export { type PartName, partNames, partOf, partPlates } from './firmware-parts.ts'
export { blocksOfRun, type IntervalBlock, type IntervalRun, receivedOf } from './increments/interval-block.ts'
export {
  type IntervalSettings,
  intervalsFromProfile,
  type ProfileIntervals,
  type ProfileRegister,
} from './increments/intervals-from-profile.ts'
export { joinRegisters, type RegisterRow } from './increments/join-registers.ts'
export { scaledInteger } from './increments/scaled-integer.ts'
export { eventCodeOf, obisCodes } from './obis-codes.ts'
export {
  type ColumnRole,
  decodeProfileColumns,
  type ProfileColumns,
  type ProfileSettings,
} from './profile/profile-columns.ts'
export { corrected, momentOf, type Stamps, stampOf } from './profile/stamps.ts'
export { isSuspectRow, profileStatus } from './profile/status.ts'
export { isReceived, outranks, type Quality, quality } from './quality.ts'
export { knownQuantities, type Quantity } from './quantities.ts'
export { type ControlState, controlStates, type SupplyOrder, type SwitchMovement } from './supply.ts'
