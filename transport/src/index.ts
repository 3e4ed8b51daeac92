export { type DlmsListener, type DlmsListenerOptions, listenDlms } from './dlms-listener.ts'
export { DlmsSession, type DlmsSessionOptions, type Frame } from './dlms-session.ts'
export { TransportError, type TransportFault } from './transport-error.ts'
