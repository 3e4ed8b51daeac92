import type { Concentrator, ConcentratorState } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Mark, type Shape } from '../kit/mark.tsx'

const shapes: Record<ConcentratorState, Shape> = {
  new: 'info',
  online: 'normal',
  closed: 'major',
  lost: 'critical',
}

/** The state's shape and word. */
export function ConcentratorStateWord({ state }: { state: ConcentratorState }) {
  const t = useText()
  return (
    <span className="inline-flex items-center gap-2">
      <Mark shape={shapes[state]} />
      {t(`concentrator.state.${state}`)}
    </span>
  )
}

/** Whether nothing is known of its line now. */
export function isAway({ state }: { readonly state: ConcentratorState }): boolean {
  return state === 'lost' || state === 'closed'
}

/** Meters that give it no answer; null while it tells nothing. */
export function silentOf(concentrator: Pick<Concentrator, 'state' | 'meters'>): number | null {
  return isAway(concentrator) ? null : concentrator.meters.silent
}
