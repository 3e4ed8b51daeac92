export { sealFor, unseal } from './security/sealed-keys.ts'
export {
  newKeyPair,
  openSigned,
  peekSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  signDocument,
} from './security/signed-text.ts'
export {
  checkValidity,
  type FieldDeviceKeys,
  isReadingStep,
  type StepResult,
  type WorkOrder,
  type WorkResults,
  type WorkStep,
} from './work-order.ts'
export { WorkOrderError } from './work-order-error.ts'
