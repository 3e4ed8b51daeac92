export { DlmsMeter, type DlmsMeterOptions, type MethodAnswer } from './access/dlms-meter.ts'
export type {
  AttributeAnswer,
  MeterAccess,
  MeterName,
  SwitchState,
} from './access/meter-access.ts'
export { readDeviceName, readModel, textOf } from './access/model.ts'
export { TableMeter, type TableMeterOptions } from './access/table-meter.ts'
export { ClientError, type ClientFault } from './client-error.ts'
export { type ClockReading, clockQuery } from './clock/clock-reading.ts'
export { stampsOf } from './clock/stamps.ts'
export { diagnosisSections } from './diagnosis/asked.ts'
export {
  emptySnapshot,
  type Snapshot,
  takeSnapshot,
} from './diagnosis/snapshot.ts'
export {
  type CompactTemplate,
  type CompactValue,
  decodeCompact,
  RemoteCompactData,
} from './objects/compact-data.ts'
export { type DumpOptions, dumpMeter } from './objects/dump.ts'
export { type MeterKnowledge, type ObjectCache, objectCache } from './objects/object-cache.ts'
export {
  isReadable,
  type MeterObject,
  type ObjectList,
  objectListOf,
  objectOf,
  readObjectList,
} from './objects/object-list.ts'
export { isoTime, type Plain, plainAttribute, plainData } from './objects/plain-value.ts'
export { readPushLists } from './objects/push-lists.ts'
export { RemoteObject } from './objects/remote-object.ts'
export type { AssociationForm } from './open/association-form.ts'
export {
  type AssociationSecrets,
  associationSettings,
  type PeerKeys,
  plainSettings,
} from './open/association-settings.ts'
export { type ConnectionPlan, connectionPlan, partyOf } from './open/connection-plan.ts'
export {
  type AssociationTerms,
  type OpenOptions,
  openAssociation,
  publicClient,
} from './open/open-association.ts'
export { type Ping, pingMeter, pingVerdicts } from './open/ping.ts'
export {
  type Intervals,
  type IntervalTable,
  intervalsOf,
  type ProfileKind,
  profileKind,
  profileRegisters,
} from './profiles/increments.ts'
export type { Profile } from './profiles/profile.ts'
export {
  type ProfileColumn,
  type ProfileHead,
  profileHeadQuery,
  type RowSelection,
  registersOf,
} from './profiles/profile-head.ts'
export type { ProfileRows } from './profiles/profile-rows.ts'
export { readRows, rowsPerRequest } from './profiles/read-profile.ts'
export { bufferEntries, entriesInUse, type Span, wholeBuffer } from './profiles/row-requests.ts'
export { firstSelection, type RowTerms, rowsQuery } from './profiles/rows-query.ts'
export {
  type Configuration,
  configurationFile,
  readConfiguration,
} from './programmes/configuration/configuration-file.ts'
export { type Expected, expected } from './programmes/configuration/expected.ts'
export { riskOfSetting } from './programmes/configuration/risk-of-setting.ts'
export { riskOfTemplate } from './programmes/configuration/risk-of-template.ts'
export { checkedParameters } from './programmes/parameters.ts'
export type {
  AttributeReading,
  Means,
  Performed,
  Programme,
  ProgrammeReadings,
  Risk,
  Step,
} from './programmes/programme.ts'
export { daysBetween, mostProfileDays } from './programmes/reading/read-profile.ts'
export type { ChangeableKey, KeyChange, NewMeterKeys } from './programmes/security/key-change.ts'
export type { Action } from './programmes/sequence.ts'
export { deadBelow } from './programmes/supply/load-side.ts'
export { controlStates, type SupplyReading } from './programmes/supply/supply-reading.ts'
export { differences, parts as programmesOfActions, programmes } from './programmes/table.ts'
export { parseQuirks, quirksForm } from './quirks/parse-quirks.ts'
export { type ModelQuirks, noQuirks, type Quirks, quirksOf } from './quirks/quirks.ts'
export {
  noUnit,
  type Quantity,
  quantityOf,
  type RawRegister,
  type RefusedRegister,
  type RegisterAnswer,
  type RegisterReading,
  rawNumber,
  registerPlace,
} from './registers/quantity.ts'
export { registerQuery, scalerQuery, scalerUnitOf } from './registers/read-registers.ts'
export type { Association } from './session/association.ts'
export { type AttributeSource, sourceOf } from './session/attribute-source.ts'
export { ask, attributesQuery, given, type Query, type RoundTrip, using } from './session/query.ts'
