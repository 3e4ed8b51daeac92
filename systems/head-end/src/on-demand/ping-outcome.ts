import type { Ping } from '@ferraris/client'
import type { Completion } from '../collection/completion.ts'
import { failureOf } from '../collection/session/failure.ts'

/** What a routine check showed, and what the store learns of it. */
export interface PingOutcome {
  readonly verdict: Ping['verdict']
  /** Where it stopped. */
  readonly layer: string | null
  readonly detail: string | null
  readonly milliseconds: number | null
  readonly clockOffsetSeconds: number | null
  readonly completion: Pick<Completion, 'state' | 'error' | 'clockOffsetSeconds'>
}

export function outcomeOfPing({ verdict, clock, milliseconds, error }: Ping, uri: string): PingOutcome {
  const failure = error === undefined ? undefined : failureOf(error, uri)
  const clockOffsetSeconds = clock?.offsetSeconds ?? null
  const detail = failure?.message ?? (clock === undefined && verdict !== 'reachable' ? verdict : null)
  const known = { clockOffsetSeconds: clockOffsetSeconds ?? undefined }
  return {
    verdict,
    layer: failure?.layer ?? null,
    detail,
    milliseconds: milliseconds ?? null,
    clockOffsetSeconds,
    completion:
      verdict === 'reachable'
        ? { state: 'reachable', ...known }
        : {
            state: verdict === 'no-link' ? 'silent' : 'refused',
            error: `${failure?.layer ?? 'association'}: ${detail ?? verdict}`,
            ...known,
          },
  }
}
