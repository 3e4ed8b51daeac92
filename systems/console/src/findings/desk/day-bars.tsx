import type { MeterDataDay } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'

const height = 96
const valid = 0

/** A day's intervals as bars: what is in force, darker where it was not measured in order, and marks of what was collected there. */
export function DayBars({
  collected,
  version: { values, quality },
}: {
  collected: readonly (number | null)[]
  version: MeterDataDay
}) {
  const t = useText()
  const most = Math.max(1, ...values.map(value => value ?? 0), ...collected.map(value => value ?? 0))
  const y = (value: number) => (Math.max(0, value) / most) * (height - 4)
  const doubtful = quality.filter(code => code !== valid).length
  return (
    <figure>
      <svg
        role="img"
        aria-label={t('desk.curve', { count: values.length, doubtful })}
        viewBox={`0 0 ${values.length} ${height}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
      >
        {values.map((value, i) => {
          const was = collected[i] ?? null
          return (
            // An interval has no name but its place.
            <g key={i}>
              <rect
                x={i + 0.1}
                width={0.8}
                y={height - y(value ?? 0)}
                height={y(value ?? 0)}
                className={quality[i] === valid ? 'fill-import' : 'fill-major'}
              />
              {was !== null && was !== value && (
                <rect x={i} width={1} y={height - y(was) - 2} height={2} className="fill-critical" />
              )}
            </g>
          )
        })}
        <path
          d={`M0 ${height - 0.5}H${values.length}`}
          className="stroke-line"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="label">{t('desk.curve.legend')}</figcaption>
    </figure>
  )
}
