export { Chain2Error } from './chain2-error.ts'
export { csvColumns, csvRegisters, encodeCountersCsv } from './counters/counters-csv.ts'
export {
  type CountersMessage,
  countersSchema,
  countersTopic,
  decodeCounters,
  encodeCounters,
  hasRegister,
  longestCounters,
  type MeterRole,
  meterRoles,
  parseCountersTopic,
} from './counters/counters-message.ts'
export {
  beginDay,
  type CounterDay,
  counterDays,
  countFrame,
  type DailyCounters,
  markPowerLoss,
  noCounters,
} from './counters/daily-counters.ts'
export { type CounterName, counterNames, counterOf, dayOfFrame } from './counters/registers.ts'
export { type CounterWord, fromWord, highestCount, toWord } from './counters/word.ts'
export { type EventType, eventTypes, noCountdown } from './frames/event-types.ts'
export {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameNumber,
  type FrameOf,
  frameLayouts,
  frameNumbers,
} from './frames/frame.ts'
export type { FrameLayout, LayoutField, LayoutFile } from './layouts/layout.ts'
export type { LayoutSet } from './layouts/layout-set.ts'
export { readLayouts } from './layouts/read-layouts.ts'
export { framesOf, includes, maskOf, type ProfileMask, type ProfileName, profiles } from './profiles.ts'
export {
  type Periodic,
  type PeriodicFrameNumber,
  type PeriodicSettings,
  periodicBetween,
  periodicDelays,
  spreadOf,
  spreadSeconds,
} from './push/periodic.ts'
export type { PushSample } from './push/sample.ts'
export { defaultPushSettings, gapOf, type PowerRule, type PushSettings, powerRules } from './push/settings.ts'
export {
  type EventCounts,
  nextEvent,
  nextPushStep,
  type PushState,
  stepPushRules,
} from './push/step-push-rules.ts'
export {
  isEvent,
  isSuperseded,
  priorityOf,
  type Replicas,
  replicaDelays,
  type TransmissionSettings,
  transmissionSettings,
} from './push/transmissions.ts'
export { type Reception, receive, type Sender } from './reception/receive.ts'
export { highestOf, openWindow, type ReceiveWindow } from './reception/receive-window.ts'
export {
  type Association,
  type AssociationSealing,
  type OpenedAssociation,
  openAssociation,
  sealAssociation,
} from './sealing/association.ts'
export {
  envelopeOf,
  type FrameEnvelope,
  type OpenedFrame,
  openFrame,
  type Sealing,
  sealFrame,
} from './sealing/seal-frame.ts'
