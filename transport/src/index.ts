export type { ApduLink, Frame, LinkTerms } from './apdu-link.ts'
export { type CallOut, callOut } from './call-in/call-out.ts'
export { Caller, type CallerTelegram } from './call-in/caller.ts'
export { listenForCallers, listenForDatagrams } from './call-in/listen-callers.ts'
export { DlmsSession } from './dlms-session.ts'
export type { DlmsService } from './listen/dlms-service.ts'
export { type DlmsListener, listenDlms } from './listen/listen-tcp.ts'
export { listenDlmsUdp } from './listen/listen-udp.ts'
export { serveSerial } from './listen/serve-serial.ts'
export { accessPoints, concentratorItself } from './local-access/access-point.ts'
export { LocalAccess } from './local-access/local-access.ts'
export { decodeAsk, partsOf } from './local-access/message-parts.ts'
export { openSerial } from './media/open-serial.ts'
export * from './messages/index.ts'
export { formatMeterUri } from './meter-uri/format.ts'
export {
  describePlace,
  type MeterPlace,
  type MeterUri,
  type UriAuthentication,
  type UriCiphering,
} from './meter-uri/meter-uri.ts'
export { MeterUriError } from './meter-uri/meter-uri-error.ts'
export { parseMeterUri } from './meter-uri/parse.ts'
export { isReadoutUri, parseReadoutUri } from './meter-uri/readout-uri.ts'
export { acaOfDevice } from './meter-uri/smitp-address.ts'
export { formatSmitpUri, isSmitpUri, parseSmitpUri, type SmitpUri } from './meter-uri/smitp-uri.ts'
export * from './mqtt/index.ts'
export { compareClock, type NtpComparison, ntpPort } from './ntp/compare-clock.ts'
export { openDlms, openLink } from './open-dlms.ts'
export { listenForPushes } from './push/listen-push.ts'
export type { PushFraming } from './push/push-framing.ts'
export { keysOf, type PushKeys } from './push/push-keys.ts'
export type { PushPlace, PushService } from './push/push-place.ts'
export type { Push } from './push/push-reader.ts'
export { openPushSender, type PushTarget } from './push/push-sender.ts'
export { type MeterReadout, readOut } from './read-out.ts'
export { listenSmitp } from './smitp/listen-smitp.ts'
export { serveOptical } from './smitp/serve-optical.ts'
export type { SmitpMedium } from './smitp/smitp-place.ts'
export { SmitpRefusal } from './smitp/smitp-refusal.ts'
export type { SmitpService } from './smitp/smitp-service.ts'
export {
  openSmitp,
  SmitpSession,
} from './smitp/smitp-session.ts'
export type { TlsIdentity } from './smitp/tls.ts'
export { TransportError } from './transport-error.ts'
export * from './tunnel/index.ts'
