export { Chain2Error } from './chain2-error.ts'
export { type EventType, eventTypes, noCountdown } from './frames/event-types.ts'
export {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameNumber,
  type FrameOf,
  frameLayouts,
  frameNumbers,
} from './frames/frame.ts'
export type { FrameLayout, LayoutField, LayoutFile } from './layouts/layout.ts'
export type { LayoutSet } from './layouts/layout-set.ts'
export { readLayouts } from './layouts/read-layouts.ts'
export { framesOf, includes, maskOf, type ProfileMask, type ProfileName, profiles } from './profiles.ts'
export {
  type Association,
  type AssociationSealing,
  type OpenedAssociation,
  openAssociation,
  sealAssociation,
} from './sealing/association.ts'
export {
  envelopeOf,
  type FrameEnvelope,
  type OpenedFrame,
  openFrame,
  type Sealing,
  sealFrame,
} from './sealing/seal-frame.ts'
