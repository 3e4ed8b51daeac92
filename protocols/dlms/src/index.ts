export {
  type Conformance,
  type ConformanceService,
  conformanceFor,
  conformanceOf,
  supports,
} from './apdu/association/conformance.ts'
export type { SelectiveAccess } from './apdu/elements/descriptors.ts'
export type { EncodedData } from './apdu/elements/encoded-data.ts'
export { type ActionResult, type DataAccessResult, dataAccessResults } from './apdu/elements/results.ts'
export { DlmsError, type DlmsErrorCode } from './dlms-error.ts'
export type {
  AttributeRequest,
  AttributeWrite,
  GetDataResult,
  MethodRequest,
  ResponseTo,
  ServiceRequest,
  ServiceResponse,
} from './request.ts'
