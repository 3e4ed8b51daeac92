export { llc, llcLength, withoutLlc } from '../llc.ts'
export { allStations, type HdlcAddress } from './address.ts'
export { createClientLink, stepClientLink } from './client-link.ts'
export type { HdlcControl } from './control.ts'
export { HdlcDeframer } from './deframer.ts'
export { encodeFlagged, type ReceivedFrame } from './frame.ts'
export {
  type ClientLinkState,
  type LinkFault,
  type LinkInput,
  type LinkOutput,
  type LinkSettings,
  linkDefaults,
  type ServerLinkState,
} from './link-state.ts'
export { createServerLink, stepServerLink } from './server-link.ts'
