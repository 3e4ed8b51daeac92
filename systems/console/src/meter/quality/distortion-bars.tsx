import type { SupplyQuality } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'

/** The end of a bar, percent, where there is no limit. */
const wholeBar = 20

/** Total distortion and single harmonics as bars, each with the mark of its limit. */
export function DistortionBars({ distortion }: Pick<SupplyQuality, 'distortion'>) {
  const t = useText()
  const format = useFormat()
  return (
    <ul className="flex flex-col gap-1">
      {distortion.map(({ of, phase, order, percent, limit, kept }) => {
        const whole = limit === null ? wholeBar : 2 * limit
        const name = order === null ? 'THD' : t('quality.order', { order })
        return (
          <li key={`${of} ${phase} ${order}`} className="flex items-center gap-3">
            <span className="w-40 shrink-0">
              {t(of === 'voltage' ? 'quality.of-voltage' : 'quality.of-current')} L{phase} {name}
            </span>
            <span aria-hidden="true" className="relative h-2 grow rounded-full bg-sunken">
              <span
                className={`block h-full rounded-full ${kept ? 'bg-accent' : 'bg-critical'}`}
                style={{ width: `${Math.min(100, (percent / whole) * 100)}%` }}
              />
              {limit !== null && <span className="absolute inset-y-[-3px] left-1/2 w-px bg-ink" />}
            </span>
            <span className="figures w-28 shrink-0 text-right">
              {format.decimal(percent, 1)} %{limit !== null && ` / ${format.decimal(limit, 0)} %`}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
