export { CimError } from './cim-error.ts'
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
  type Certainty,
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
  type SoapUser,
  type SoapVersion,
  soapContentType,
} from './soap/soap.ts'
export { genericWsdl, typedWsdl, type WsdlSettings } from './soap/wsdl.ts'
export { defaultLimits, type Limits } from './xml/limits.ts'
export { xsdFiles, xsdOf } from './xsd/schemas.ts'
