import type { Frame, MeterRole } from '@ferraris/chain2'
import type { Refusal } from './refusal.ts'

/** What has come of what came in. */
export type DeviceOutput =
  /** A frame that was not known before. */
  | { readonly kind: 'frame'; readonly role: MeterRole; readonly frame: Frame }
  | { readonly kind: 'replica'; readonly role: MeterRole }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly systemTitle?: string }
  /** Keys have come: those of a meter that is new, new ones of a known one, or of one in its place. */
  | { readonly kind: 'associated'; readonly role: MeterRole; readonly change: 'new' | 'keys' | 'exchange' }
  /** So many telegrams more came than could be taken in: what was in them is not known. */
  | { readonly kind: 'lost'; readonly count: number }
