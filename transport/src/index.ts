export type { ApduLink, ApduReceiver, Frame, LinkTerms } from './apdu-link.ts'
export { type DlmsListener, type DlmsListenerOptions, listenDlms } from './dlms-listener.ts'
export { DlmsSession, type DlmsSessionOptions } from './dlms-session.ts'
export {
  formatMeterUri,
  type MeterUri,
  MeterUriError,
  parseMeterUri,
  type UriAuthentication,
} from './meter-uri.ts'
export * from './mqtt/index.ts'
export { type MeterPlace, openDlms, openLink } from './open-dlms.ts'
export { TransportError, type TransportFault } from './transport-error.ts'
