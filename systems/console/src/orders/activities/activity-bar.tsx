import type { Activity } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'

type Counts = Activity['counts']

/** What a bar is made of, in the order of its parts. */
const parts = [
  ['succeeded', 'bg-accent'],
  ['failed', 'bg-critical'],
  ['cancelled', 'bg-ink-3'],
  ['open', 'bg-accent/40'],
] as const satisfies [keyof Counts, string][]

/** Orders of an activity by how far they are, as one bar; what waits is its empty end. */
export function ActivityBar({ counts, className = '' }: { counts: Counts; className?: string }) {
  const t = useText()
  const format = useFormat()
  const { total } = counts
  const said = ([...parts.map(([name]) => name), 'waiting'] as const)
    .filter(name => counts[name] > 0)
    .map(name => `${t(`activity.count.${name}`)} ${format.count(counts[name])}`)
    .join(', ')
  return (
    <div
      role="img"
      aria-label={said}
      title={said}
      className={`flex h-2 overflow-hidden rounded-full bg-sunken ${className}`}
    >
      {parts.map(([name, colour]) => (
        <div
          key={name}
          className={colour}
          style={{ width: `${total === 0 ? 0 : (counts[name] / total) * 100}%` }}
        />
      ))}
    </div>
  )
}

/** The same in figures. */
export function ActivityCounts({ counts }: { counts: Counts }) {
  const t = useText()
  const format = useFormat()
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1">
      {(['total', 'succeeded', 'failed', 'open', 'waiting', 'cancelled'] as const).map(name => (
        <div key={name} className="flex items-baseline gap-2">
          <dt className="label">{t(`activity.count.${name}`)}</dt>
          <dd className="figures font-medium">{format.count(counts[name])}</dd>
        </div>
      ))}
    </dl>
  )
}
