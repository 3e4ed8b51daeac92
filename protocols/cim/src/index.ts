export { CimError } from './cim-error.ts'
export { compressPayload, type Deflate, type Inflate } from './envelope/compressed.ts'
export { type DecodedMessage, decodeMessage, type DecodeSettings } from './envelope/decode-message.ts'
export { encodeMessage, type EncodeSettings, messageXml } from './envelope/encode-message.ts'
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
export { identify, type Identified, named } from './nouns/identified.ts'
export {
  type Certainty,
  isNoun,
  isQuery,
  type Noun,
  type NounInfo,
  nounInfo,
  type NounValue,
  payloadNouns,
  type Query,
  queryNouns,
  type QueryValue,
} from './nouns/nouns.ts'
export { defaultLimits, type Limits } from './xml/limits.ts'
