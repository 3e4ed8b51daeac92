export { type DlmsListener, type DlmsListenerOptions, listenDlms } from './dlms-listener.ts'
export { DlmsSession, type DlmsSessionOptions, type Frame } from './dlms-session.ts'
export {
  formatMeterUri,
  type MeterUri,
  MeterUriError,
  parseMeterUri,
  type UriAuthentication,
} from './meter-uri.ts'
export { TransportError, type TransportFault } from './transport-error.ts'
