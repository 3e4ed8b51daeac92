export {
  benchMeters,
  type DeviceParameters,
  type ParameterMeter,
  readParameters,
  type SampleParameters,
} from './customer-devices/parameters.ts'
export { devicePlan, runDevicePlan } from './customer-devices/plan.ts'
export {
  type DeviceReport,
  doubtOf,
  readReport,
  reportOf,
  verdictOf,
} from './customer-devices/report.ts'
export type { CustomerDeviceSubject } from './customer-devices/subject.ts'
export { plan } from './plan.ts'
export { runPlan } from './run.ts'
export { runSmitpPlan, smitpPlan } from './smitp/plan.ts'
export type { SmitpSubject } from './smitp/subject.ts'
export type { Subject } from './subject.ts'
export type { CaseResult, Verdict } from './verdict.ts'
