import type { OnDemandReader } from '../on-demand/reader.ts'
import type { DeviceParts } from './registry.ts'

/** What is needed to tell meters something, and to ask them. */
export interface TellingParts extends DeviceParts {
  readonly onDemand: OnDemandReader
}
