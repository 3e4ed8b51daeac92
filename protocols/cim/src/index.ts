export { CimError } from './cim-error.ts'
export type { Certainty, KnownCode } from './codes/certainty.ts'
export { type ControlCommand, commandOf, controlCodes } from './codes/control-codes.ts'
export { decimalValue } from './codes/decimal-value.ts'
export {
  type EndDeviceCode,
  endDeviceCodeWords,
  formatEndDeviceCode,
  parseEndDeviceCode,
} from './codes/end-device-code.ts'
export { eventCodes, eventOfCode, otherEvent } from './codes/event-codes.ts'
export { qualityCodes, qualityOf } from './codes/quality-codes.ts'
export {
  formatReadingType,
  parseReadingType,
  type ReadingType,
  readingTypeFields,
} from './codes/reading-type.ts'
export {
  type Capture,
  obisReadingType,
  originOf,
  type ReadingOrigin,
  readingTypeOf,
  usualMultiplier,
} from './codes/reading-type-of-obis.ts'
export { describeReadingType, readingTypeWords } from './codes/reading-type-words.ts'
export { type CodeTable, failure, fine, replyCode, replyCodes } from './codes/reply-codes.ts'
export { compressPayload, type Deflate, type Inflate } from './envelope/compressed.ts'
export { type DecodedMessage, type DecodeSettings, decodeMessage } from './envelope/decode-message.ts'
export { type EncodeSettings, encodeMessage, messageXml } from './envelope/encode-message.ts'
export {
  type EventVerb,
  eventVerbs,
  type Header,
  type RequestVerb,
  requestVerbs,
} from './envelope/header.ts'
export {
  defaultYear,
  type EventMessage,
  type FaultMessage,
  type Form,
  type Message,
  type RequestMessage,
  type ResponseMessage,
} from './envelope/message.ts'
export type { Operation, Payload, Request } from './envelope/parts.ts'
export type { Reply, ReplyError } from './envelope/reply.ts'
export { type CorrelateBy, correlationOf, replyTo, type Stamp } from './envelope/reply-to.ts'
export { type Identified, identify, named } from './nouns/identified.ts'
export {
  isNoun,
  isQuery,
  type Noun,
  type NounInfo,
  type NounValue,
  nounInfo,
  payloadNouns,
  type Query,
  type QueryValue,
  queryNouns,
} from './nouns/nouns.ts'
export { soapAction } from './soap/actions.ts'
export {
  decodeSoap,
  encodeSoap,
  encodeSoapFault,
  type SoapContent,
  type SoapFault,
  type SoapSettings,
  type SoapSignIn,
  type SoapUser,
  type SoapVersion,
  soapContentType,
  soapHeader,
} from './soap/soap.ts'
export { genericWsdl, typedWsdl, type WsdlSettings } from './soap/wsdl.ts'
export { escapeXml, withoutForbidden } from './xml/escape.ts'
export { defaultLimits, type Limits } from './xml/limits.ts'
export { xsdFiles, xsdOf } from './xsd/schemas.ts'
