export type { Fault, Layer, LayerField } from '@ferraris/codec'
export { type Aare, aare } from './acse/aare.ts'
export { type Aarq, aarq } from './acse/aarq.ts'
export { rlre, rlrq } from './acse/release.ts'
export { actionRequest, actionResponse } from './apdu/action.ts'
export { type Apdu, anyApdu } from './apdu/apdu.ts'
export {
  type Conformance,
  type ConformanceService,
  conformanceFor,
  conformanceOf,
  conformanceServices,
  supports,
} from './apdu/conformance.ts'
export type { AttributeDescriptor, MethodDescriptor, SelectiveAccess } from './apdu/descriptors.ts'
export type { EncodedData } from './apdu/encoded-data.ts'
export { getRequest, getResponse } from './apdu/get.ts'
export { type DataNotification, dataNotification } from './apdu/notification.ts'
export {
  type ActionResult,
  actionResults,
  type DataAccessResult,
  dataAccessResults,
} from './apdu/results.ts'
export { setRequest, setResponse } from './apdu/set.ts'
export { type ApduName, apduName, apduTags } from './apdu/tags.ts'
export { createClient, stepClient } from './client/client.ts'
export type {
  ClientAuthentication,
  ClientInput,
  ClientOutput,
  ClientSecurity,
  ClientSettings,
  ClientState,
  CounterRange,
  ServerFacts,
} from './client/state.ts'
export { DlmsError, type DlmsErrorCode } from './dlms-error.ts'
export { type ExplainOptions, type Explanation, explain, explainApdus } from './explain/explain.ts'
export type { ApduForm } from './explain/findings.ts'
export type { KeySetInput } from './explain/key-sets.ts'
export { explainLine, type Line, type LineExplanation } from './explain/line.ts'
export type { Reading } from './explain/readings.ts'
export {
  explainSession,
  type Message,
  type MessageExplanation,
  type SessionExplanation,
} from './explain/session.ts'
export { type Transport, transports } from './explain/transports/transport.ts'
export { type GatewayApdu, gatewayApdu, isGatewayApdu } from './gateway.ts'
export { allStations, type HdlcAddress } from './hdlc/address.ts'
export { createClientLink, stepClientLink } from './hdlc/client-link.ts'
export type { HdlcControl } from './hdlc/control.ts'
export { HdlcDeframer } from './hdlc/deframer.ts'
export { encodeFlagged, type HdlcFrame, type ReceivedFrame } from './hdlc/frame.ts'
export {
  type ClientLinkState,
  type LinkFault,
  type LinkInput,
  type LinkOutput,
  type LinkSettings,
  linkDefaults,
  type ServerLinkState,
} from './hdlc/link-state.ts'
export { createServerLink, stepServerLink } from './hdlc/server-link.ts'
export { type Llc, llc } from './llc.ts'
export { MbusDeframer } from './mbus/deframer.ts'
export type { MbusFrame, ReceivedMbusFrame } from './mbus/long-frame.ts'
export { encodeMbusFrames, type MbusAddresses, MbusAssembler } from './mbus/segmentation.ts'
export {
  type PushContents,
  type PushEnvelope,
  readDescribedPush,
  readPush,
} from './push/layouts/read-push.ts'
export { encodeNotification, type Notification } from './push/notification.ts'
export {
  type ListenerKeys,
  type OpenedNotification,
  type OpeningKeys,
  openNotification,
} from './push/open-notification.ts'
export { PushAssembler } from './push/push-assembler.ts'
export { unconfirmedBlocks } from './push/unconfirmed-blocks.ts'
export type {
  AccessItem,
  AccessOutcome,
  ActionOutcome,
  AttributeRequest,
  AttributeWrite,
  GetDataResult,
  MethodRequest,
  ResponseTo,
  Selection,
  ServiceRequest,
  ServiceResponse,
  VariableRead,
  VariableWrite,
} from './request.ts'
export { aesAnswer } from './security/aes-answer.ts'
export {
  type Certificate,
  type CertificateTerms,
  issueCertificate,
  readCertificate,
  verifyCertificate,
} from './security/certificate.ts'
export { readCertificateRequest, requestCertificate } from './security/certificate-request.ts'
export { newSecret, PrivateKey, PublicKey, type PublicKeySuite } from './security/elliptic-curve.ts'
export { type KeyChoice, strongestKeyChoice } from './security/end-to-end-key.ts'
export { type KeyKind, openApdu, type UsedCounter } from './security/envelope.ts'
export type { HlsExchange } from './security/hls.ts'
export { type AgreeableKey, agreedGlobalKey, offerKey, takeOffer } from './security/key-agreement.ts'
export { unwrapKey, wrapKey } from './security/key-wrap.ts'
export type { Correspondence, KeyPairs, Keyring } from './security/keyring.ts'
export { type Protection, satisfies, stronger } from './security/security-control.ts'
export { SecurityError, type SecurityFault } from './security/security-error.ts'
export {
  bitsOfPolicy,
  policyOfBits,
  policyOfVersion0,
  type SecurityPolicy,
  version0OfPolicy,
} from './security/security-policy.ts'
export {
  keyLength,
  lastCounter,
  type SecuritySuite,
  SuiteKeys,
  type Unprotected,
} from './security/suite-keys.ts'
export { type CertificateUse, titleText } from './security/x509.ts'
export { notifyClient } from './server/notify.ts'
export { createServer, stepServer } from './server/server.ts'
export type {
  ActionAnswer,
  AssociationSettings,
  CounterMemory,
  CounterSource,
  LogicalDevice,
  Referencing,
  Requester,
  ServerAuthentication,
  ServerEvent,
  ServerOutput,
  ServerSecurity,
  ServerSettings,
  ServerState,
} from './server/state.ts'
export { assignShortNames, type ObjectToName } from './short-names/assign.ts'
export {
  associationSn,
  type NamedObject,
  ShortNames,
  type ShortNameTarget,
} from './short-names/short-names.ts'
export { encodeWpdu, type Wpdu, WrapperDeframer, wrapperHeaderLength } from './wrapper.ts'
export { apduFromXml, apduToXml } from './xml/apdu-xml.ts'
export { XmlError } from './xml/xml-error.ts'
