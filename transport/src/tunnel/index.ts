export { TunnelDialer, type TunnelDialerOptions } from './tunnel-dialer.ts'
export { TunnelGate } from './tunnel-gate.ts'
export { openTunnelLink } from './tunnel-link.ts'
export type { TunnelAnswer } from './tunnel-request.ts'
