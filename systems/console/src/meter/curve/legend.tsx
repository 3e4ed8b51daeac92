import { msOf } from '@ferraris/metering'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { quality, qualityName } from './quarters/quality.ts'
import type { NamedFigures } from './quarters/sentence.ts'

interface LegendProps {
  readonly directions: readonly (NamedFigures & { readonly swatch: string })[]
  readonly zone: string
  /** The sum of the week before, when it is compared. */
  readonly comparison: number | null
}

/** What the window amounts to: a sum and a peak of each direction, and how good its data are. */
export function Legend({ directions, zone, comparison }: LegendProps) {
  const t = useText()
  const format = useFormat()
  const [first, opposite] = directions
  return (
    <dl className="flex flex-wrap items-start gap-x-8 gap-y-3">
      {directions.map(({ name, unit, figures, swatch }) => (
        <div key={name}>
          <dt className="flex items-center gap-2 text-ink-2">
            <span aria-hidden="true" className={`h-[3px] w-3.5 rounded-full ${swatch}`} />
            {name}
          </dt>
          <dd>
            <span className="figures text-section font-medium">
              {figures.expected === 0 ? '–' : format.brief(figures.sum, unit)}
            </span>
            {figures.peak && figures.sum > 0 && (
              <span className="figures label ml-2">
                {t('curve.peak', {
                  power: format.brief(figures.peak.power, unit.replace(/h$/, '')),
                  at: format.minute(zone, msOf(figures.peak.at)),
                })}
              </span>
            )}
          </dd>
        </div>
      ))}
      {first && opposite && first.figures.expected > 0 && (
        <div>
          <dt className="text-ink-2">{t('energy.net')}</dt>
          <dd className="figures text-section font-medium">
            {format.brief(first.figures.sum - opposite.figures.sum, first.unit)}
          </dd>
        </div>
      )}
      {comparison !== null && first && (
        <div>
          <dt className="flex items-center gap-2 text-ink-2">
            <span aria-hidden="true" className="h-px w-3.5 bg-comparison" />
            {t('curve.week-before')}
          </dt>
          <dd className="figures text-section">{format.brief(comparison, first.unit)}</dd>
        </div>
      )}
      {first && <QualityShare {...first} />}
    </dl>
  )
}

const swatches: Partial<Record<ReturnType<typeof qualityName>, string>> = {
  valid: 'bg-accent/30',
  edited: 'bg-info',
  clockAdjusted: 'bg-info',
  estimated: 'bg-minor',
  suspect: 'bg-major',
  powerOff: 'bg-edge',
  missing: 'bg-critical',
}

/** The shares of the quality strip's colours: what is not valid, or that all is. */
function QualityShare({ figures }: NamedFigures) {
  const t = useText()
  const format = useFormat()
  const codes = [...figures.byQuality].filter(([code]) => code !== quality.valid && code !== quality.pending)
  if (figures.expected === 0) return null
  const shown = codes.length > 0 ? codes : [[quality.valid, figures.expected] as const]
  return (
    <div>
      <dt className="text-ink-2">{t('curve.quality')}</dt>
      <dd className="flex flex-wrap gap-x-4">
        {shown.map(([code, count]) => (
          <span key={code} className="flex items-center gap-2">
            <span aria-hidden="true" className={`h-1.5 w-3.5 ${swatches[qualityName(code)]}`} />
            <span className="figures">
              {t(`quality.${qualityName(code)}`)} {format.share(count / figures.expected)}
            </span>
          </span>
        ))}
      </dd>
    </div>
  )
}
