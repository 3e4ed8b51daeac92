export {
  associatedPartners,
  associationLn,
  associationLnV0,
  associationLnV1,
  associationLnV2,
  associationStatus,
  associationUser,
  xdlmsContext,
} from './association-ln.ts'
export { clock, clockBase } from './clock.ts'
export { dataClass as data } from './data.ts'
export { demandRegister } from './demand-register.ts'
export { controlState, disconnectControl } from './disconnect-control.ts'
export { extendedRegister } from './extended-register.ts'
export { profileGeneric, sortMethod } from './profile-generic.ts'
export { register } from './register.ts'
export { sapAssignment, sapItem } from './sap-assignment.ts'
export {
  certificateInfo,
  keyId,
  securityPolicy,
  securityPolicyBits,
  securitySetup,
  securitySetupV0,
  securitySuite,
} from './security-setup.ts'
