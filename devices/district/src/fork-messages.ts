import type { MeterButton } from '@ferraris/meter'
import type { FaultKind, FaultOrder } from '@ferraris/metering'
import type { MeterOnTheMap } from './district.ts'
import type { DistrictProblem } from './district-error.ts'
import type { PushPlace } from './head-end-pushes.ts'
import type { HeadEndAccess } from './lines/concentrator-site.ts'
import type { RefusedRequest } from './refused-request.ts'

/** The single message of a district's process about its start. */
export type StartReport =
  | { readonly meters: readonly MeterOnTheMap[]; readonly missing: number; readonly hasLines: boolean }
  | { readonly problem: string; readonly code: DistrictProblem | undefined }

/** Requests of its parent; the answer bears the same `id`. */
export type LineRequest = { readonly id: number } & (
  | { readonly ask: 'connect'; readonly access: HeadEndAccess }
  | { readonly ask: 'push-to'; readonly place: PushPlace }
  | { readonly ask: 'progress' | 'describe' }
  | { readonly ask: 'display' | 'probe' | 'customer-device'; readonly serial: string }
  | { readonly ask: 'begin-customers'; readonly count: number }
  | { readonly ask: 'press'; readonly serial: string; readonly button: MeterButton }
  | { readonly ask: 'set-fault'; readonly order: FaultOrder }
  | { readonly ask: 'play'; readonly scenario: unknown; readonly speed?: number | undefined }
  | { readonly ask: 'stop-playing' }
  | { readonly ask: 'clear-faults'; readonly kind: FaultKind; readonly target?: string | undefined }
)

export type LineAnswer = { readonly id: number } & (
  | { readonly answer: unknown }
  | { readonly refused: RefusedRequest }
)
