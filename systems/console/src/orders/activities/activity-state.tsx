import type { Activity } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark, type Shape } from '../../kit/mark.tsx'

const shapeOf: Record<Activity['state'], Shape> = {
  planned: 'info',
  running: 'info',
  paused: 'minor',
  done: 'normal',
  cancelled: 'unknown',
}

/** The state, and what it waits for; that it stopped itself weighs most. */
export function ActivityState({ activity }: { activity: Activity }) {
  const t = useText()
  const { state, waitsFor, stopped, counts } = activity
  const hasFailures = state === 'done' && counts.failed > 0
  const shape = stopped ? 'critical' : hasFailures ? 'major' : shapeOf[state]
  const words = stopped
    ? t('activity.state.stopped')
    : waitsFor && waitsFor !== 'results'
      ? t(`activity.waits.${waitsFor}`)
      : t(`activity.state.${state}`)
  return (
    <span className="inline-flex items-center gap-2">
      <Mark shape={shape} />
      {words}
    </span>
  )
}
