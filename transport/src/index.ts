export type { ApduLink, ApduReceiver, Frame, LinkTerms } from './apdu-link.ts'
export { DlmsSession, type DlmsSessionOptions } from './dlms-session.ts'
export { throughGateway } from './links/gateway.ts'
export type { DlmsService, LogicalDevices } from './listen/dlms-service.ts'
export { type DlmsListener, type DlmsListenerOptions, listenDlms } from './listen/listen-tcp.ts'
export { type DlmsUdpOptions, listenDlmsUdp } from './listen/listen-udp.ts'
export { type SerialServiceOptions, serveSerial } from './listen/serve-serial.ts'
export type { OctetLine, OctetReceiver } from './media/octet-line.ts'
export { openSerial } from './media/open-serial.ts'
export { formatMeterUri } from './meter-uri/format.ts'
export {
  describePlace,
  type MeterPlace,
  type MeterUri,
  type UriAuthentication,
  type UriCiphering,
  type UriGateway,
} from './meter-uri/meter-uri.ts'
export { MeterUriError } from './meter-uri/meter-uri-error.ts'
export { parseMeterUri } from './meter-uri/parse.ts'
export { acaOfDevice } from './meter-uri/smitp-address.ts'
export { formatSmitpUri, isSmitpUri, parseSmitpUri, type SmitpUri } from './meter-uri/smitp-uri.ts'
export * from './mqtt/index.ts'
export { openDlms, openLink } from './open-dlms.ts'
export type { PushAudience } from './push/line-reader.ts'
export {
  listenForPushes,
  type PushListenerOptions,
  type PushPlace,
  type PushService,
} from './push/listen-push.ts'
export { type PushFraming, pushFramings } from './push/push-framing.ts'
export type { PushKeys } from './push/push-keys.ts'
export { type Push, type PushListener, PushReader, type UnreadTelegram } from './push/push-reader.ts'
export { openPushSender, type PushSender, type PushTarget } from './push/push-sender.ts'
export { listenSmitp, type SmitpListenerOptions } from './smitp/listen-smitp.ts'
export { type OpticalServiceOptions, serveOptical } from './smitp/serve-optical.ts'
export type { SmitpMedium, SmitpPlace } from './smitp/smitp-place.ts'
export { SmitpRefusal } from './smitp/smitp-refusal.ts'
export type { SmitpService } from './smitp/smitp-service.ts'
export {
  openSmitp,
  type RequestManner,
  SmitpSession,
  type SmitpSessionOptions,
} from './smitp/smitp-session.ts'
export type { TlsIdentity } from './smitp/tls.ts'
export { TransportError, type TransportFault } from './transport-error.ts'
export * from './tunnel/index.ts'
