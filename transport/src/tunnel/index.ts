export { TunnelDialer, type TunnelDialerOptions } from './tunnel-dialer.ts'
export { type RequestTerms, TunnelGate, type TunnelGateOptions } from './tunnel-gate.ts'
export { openTunnelLink, type TunnelPlace } from './tunnel-link.ts'
export type { TunnelAnswer, TunnelRequest } from './tunnel-request.ts'
