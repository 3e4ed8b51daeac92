import { type ActiveFault, faultDeclarations, type HarmKind, isHarm, type Phase } from '@ferraris/metering'

/** What one meter is to feel. */
export interface WantedHarm {
  readonly kind: HarmKind
  /** 1 … 3; all without it. */
  readonly phase?: number
  readonly depth?: number
  readonly level?: number
}

/** How a meter is connected: to all three phases, or to one of them. */
export type Connection = readonly Phase[]

export const threePhases: Connection = ['L1', 'L2', 'L3']

/**
 * What a meter feels of a harm that is done where it is connected; nothing where that passes it by: on another phase, or of a
 * kind that one phase alone cannot show. A single-phase meter that loses its phase is dark.
 *
 * @param only the phase that the harm is done to; all without it
 */
export function feltOf(
  fault: ActiveFault,
  connection: Connection,
  only: Phase | undefined,
): WantedHarm | undefined {
  const { kind, depth, level } = fault
  if (!isHarm(kind)) return undefined
  const phase = fault.phase ?? only
  if (phase !== undefined && !connection.includes(phase)) return undefined
  const isSingle = connection.length === 1
  if (isSingle) {
    if (kind === 'wrong-sequence' || kind === 'current-without-voltage') return undefined
    if (kind === 'phase-outage') return { kind: 'outage' }
  }
  const on = isSingle || phase === undefined ? {} : { phase: threePhases.indexOf(phase) + 1 }
  if (kind === 'outage' && 'phase' in on) return { kind: 'phase-outage', ...on }
  return {
    kind,
    ...('phase' in faultDeclarations[kind].parameters && on),
    ...(depth !== undefined && { depth }),
    ...(level !== undefined && { level }),
  }
}
