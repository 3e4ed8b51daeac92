import type { components, paths } from './schema.generated.ts'

type Schemas = components['schemas']

export type Summary = Schemas['Summary']
export type SystemProblem = Schemas['SystemProblem']
export type DayCompleteness = Schemas['DayCompleteness']
export type EndDevice = Schemas['EndDevice']
export type EndDeviceDetail = Schemas['EndDeviceDetail']
export type DeviceState = EndDevice['state']
export type DeviceOrder = NonNullable<
  NonNullable<paths['/api/v1/end-devices']['get']['parameters']['query']>['order']
>
export type SharedData = Schemas['SharedData']
export type Scope = SharedData['scopes'][number]
export type Consent = Schemas['Consent']
export type DataDeletion = Schemas['DataDeletion']
export type CustomerAssociation = Schemas['CustomerAssociation']
export type CustomerAssociationChange = Schemas['CustomerAssociationChange']
export type CustomerAssociationRequest = Schemas['CustomerAssociationRequest']
export type CustomerPricesRequest = Schemas['CustomerPricesRequest']
export type CustomerText = Schemas['CustomerText']
export type CustomerTextRequest = Schemas['CustomerTextRequest']
export type SentCounters = Schemas['SentCounters']
export type SimulatedCustomerDevice = Schemas['SimulatedCustomerDevice']
export type CustomerAgreement = Schemas['CustomerAgreement']
export type IntervalBlock = Schemas['IntervalBlock']
export type Alarm = Schemas['Alarm']
export type AlarmDetail = Schemas['AlarmDetail']
export type AlarmNews = Schemas['AlarmNews']
export type AlarmEntry = Schemas['AlarmEntry']
export type AlarmRule = Schemas['AlarmRule']
export type AlarmSubscription = Schemas['AlarmSubscription']
export type AlarmSubscriptionSettings = Schemas['AlarmSubscriptionSettings']
export type DeskAction = Schemas['AlarmAction']
export type Incident = Schemas['Incident']
export type IncidentDetail = Schemas['IncidentDetail']
export type IncidentHome = Schemas['IncidentHome']
export type Reliability = Schemas['Reliability']
export type AlarmFilter = Omit<
  NonNullable<paths['/api/v1/alarms']['get']['parameters']['query']>,
  'limit' | 'cursor'
>
export type IncidentFilter = Omit<
  NonNullable<paths['/api/v1/incidents']['get']['parameters']['query']>,
  'limit' | 'cursor'
>
export type EndDeviceEvent = Schemas['EndDeviceEvent']
export type Severity = EndDeviceEvent['severity']
export type OnDemandReading = Schemas['OnDemandReading']
export type Frame = Schemas['Frame']
export type Layer = Schemas['Layer']
export type LayerField = Schemas['LayerField']
export type RoutineCheck = Schemas['RoutineCheck']
export type MeterCommunication = Schemas['MeterCommunication']
export type ConcentratorCommunication = Schemas['ConcentratorCommunication']
export type MeterDataDay = Schemas['MeterDataDay']
export type MeterDataException = Schemas['MeterDataException']
export type FindingCase = Schemas['FindingCase']
export type FindingDetail = Schemas['FindingCaseDetail']
export type FindingState = FindingCase['state']
export type SupplyQuality = Schemas['SupplyQuality']
export type VoltagePoint = Schemas['VoltagePoint']
export type BatteryHealth = Schemas['BatteryHealth']
export type FirmwareTrust = Schemas['FirmwareTrust']
export type MemoryHealth = Schemas['MemoryHealth']
export type TemperatureHealth = Schemas['TemperatureHealth']
export type Diagnosis = Schemas['Diagnosis']
export type DiagnosisItem = Schemas['DiagnosisItem']
export type DiagnosisSummary = Schemas['DiagnosisSummary']
export type DiagnosisReason = Diagnosis['reason']
export type ConcentratorTicket = Schemas['ConcentratorTicket']
export type TableKind = Schemas['TableKind']
export type TableRow = Schemas['TableRow']
export type ConfigurationCheck = Schemas['ConfigurationCheck']
export type ProtectedCustomer = Schemas['ProtectedCustomer']
export type RegisterCompleteness = Schemas['RegisterCompleteness']
export type MeterFront = Schemas['SimulatedMeterFront']
export type MeterButton = Schemas['SimulatedPress']['button']
export type AssociationObject = Schemas['AssociationObject']
export type Schedule = Schemas['MeterReadSchedule']
export type PartnerCodes = Schemas['PartnerCodes']
export type PartnerCodeSettings = Schemas['PartnerCodeSettings']
export type ScheduleSettings = Schemas['MeterReadScheduleSettings']
export type Person = Schemas['Person']
export type Role = Person['role']
export type User = Schemas['User']
export type Token = Schemas['Token']
export type FieldDevice = Schemas['FieldDevice']
export type ControlKind = Schemas['EndDeviceControlKind']
export type Activity = Schemas['Activity']
export type ActivityDetail = Schemas['ActivityDetail']
export type ActivityRequest = Schemas['ActivityRequest']
export type ActivityTargets = Schemas['ActivityTargets']
export type ActivityPreview = Schemas['ActivityPreview']
export type ActivityPreviewLine = Schemas['ActivityPreviewLine']
export type LeftOutMeter = Schemas['LeftOutMeter']
export type WorkRequest = Schemas['WorkRequest']
export type WorkRequestDetail = Schemas['WorkRequestDetail']
export type DeviceFile = Schemas['DeviceFile']
export type DeviceFileKind = DeviceFile['kind']
export type Debt = Schemas['Debt']
export type DebtList = Schemas['DebtList']
export type SupplyState = Schemas['SupplyState']
export type Approval = Schemas['Approval']
export type ApprovalState = Approval['state']
export type IntegrationMessage = Schemas['IntegrationMessage']
export type IntegrationMessageDetail = Schemas['IntegrationMessageDetail']
export type MessageState = IntegrationMessage['state']
export type MessageFilter = Omit<
  NonNullable<paths['/api/v1/integration/messages']['get']['parameters']['query']>,
  'limit' | 'cursor'
>
export type Destination = Schemas['IntegrationDestination']
export type DestinationSettings = Schemas['IntegrationDestinationSettings']
export type Concentrator = Schemas['Concentrator']
export type ConcentratorDetail = Schemas['ConcentratorDetail']
export type ConcentratorState = Concentrator['state']
export type OwnState = Schemas['ConcentratorOwnState']
export type OwnEvent = Schemas['ConcentratorOwnEvent']
export type RefusedResult = Schemas['RefusedResult']
export type LineStatistics = Schemas['LineStatistics']
export type TopologyNode = Schemas['TopologyNode']
export type RefusedPush = Schemas['RefusedPush']
export type UnknownCaller = Schemas['UnknownCaller']
export type PushList = Schemas['PushLists']['items'][number]
export type NewMeter = Schemas['NewMeter']
export type ConcentratorSettings = Schemas['ConcentratorSettings']
export type SettingsState = Schemas['ConcentratorSettingsState']
export type Control = Schemas['EndDeviceControl']
export type ControlDetail = Schemas['EndDeviceControlDetail']
export type ControlRequest = Schemas['EndDeviceControlRequest']
export type ControlState = Control['state']
export type EnergyBalance = Schemas['EnergyBalance']
export type Finding = EnergyBalance['findings'][number]
export type District = Schemas['SimulatedDistrict']
export type Substation = Schemas['SimulatedSubstation']
export type Section = Schemas['SimulatedSection']
export type Fault = Schemas['SimulatedFault']
export type FaultKind = Fault['kind']
export type FaultOrder = Schemas['SimulatedFaultOrder']

export const deviceStates = [
  'reachable',
  'silent',
  'refused',
  'failed',
  'unknown',
  'new',
] as const satisfies DeviceState[]
export const diagnosisReasons = [
  'suspicion',
  'planned-maintenance',
  'unplanned-maintenance',
  'removal',
  'routine',
] as const satisfies DiagnosisReason[]
export const findingStates = ['open', 'in-work', 'confirmed', 'dismissed'] as const satisfies FindingState[]
export const severities = ['critical', 'major', 'minor', 'info'] as const satisfies Severity[]
export const roles = [
  'viewer',
  'operator',
  'administrator',
  'auditor',
  'vendor',
  'customer',
  'third-party',
  'evaluator',
] as const satisfies Role[]
export const scopes = ['daily-energy', 'interval-data', 'register-readings'] as const satisfies Scope[]
export const messageStates = [
  'received',
  'done',
  'refused',
  'waiting',
  'delivered',
  'dead',
  'discarded',
] as const satisfies MessageState[]
export const controlStates = [
  'queued',
  'sent',
  'accepted',
  'running',
  'done',
  'verified',
  'refused',
  'failed',
  'expired',
  'cancelled',
] as const satisfies ControlState[]
