import type { EnergyBalance } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark } from '../../kit/mark.tsx'
import { ScrollBox } from '../../kit/scroll-box.tsx'
import { Section } from '../../kit/section.tsx'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
import { findingsInWords, gravestOf } from './finding-words.ts'

interface BalanceDaysProps {
  readonly balances: readonly EnergyBalance[]
  readonly selected: string
  readonly onSelect: (day: string) => void
}

/** A row a day: delivered, metered and the loss between them, as figures and as a bar whose end is the loss. */
export function BalanceDays({ balances, selected, onSelect }: BalanceDaysProps) {
  const t = useText()
  const format = useFormat()
  const most = Math.max(1, ...balances.map(({ input, metered }) => Math.max(input, metered)))
  return (
    <Section title={t('balance.title')}>
      <ScrollBox label={t('curve.table')}>
        <table className={tableClasses}>
          <thead>
            <tr>
              <th className={headClasses}>{t('curve.day')}</th>
              <th className={`${headClasses} w-2/5 min-w-40`}>
                <Legend />
              </th>
              <th className={`${headClasses} text-right`}>{t('balance.delivered')}</th>
              <th className={`${headClasses} text-right`}>{t('balance.metered')}</th>
              <th className={`${headClasses} text-right`}>{t('balance.loss')}</th>
              <th className={`${headClasses} text-right`}>{t('balance.loss-share')}</th>
              <th className={headClasses}>{t('balance.findings')}</th>
            </tr>
          </thead>
          <tbody>
            {balances.toReversed().map(balance => {
              const { day, input, metered, loss, lossShare, intervals, findings } = balance
              const isKnown = intervals.known > 0
              const gravest = gravestOf(findings)
              return (
                <tr key={day} className={day === selected ? 'bg-tint' : ''}>
                  <td className={cellClasses}>
                    <button
                      type="button"
                      aria-pressed={day === selected}
                      onClick={() => onSelect(day)}
                      className="link whitespace-nowrap"
                    >
                      {format.day(day)}
                    </button>
                  </td>
                  <td className={cellClasses}>
                    {isKnown && (
                      <span aria-hidden="true" className="flex h-3 w-full">
                        <span
                          className="bg-accent/55"
                          style={{ width: `${(Math.min(metered, input) / most) * 100}%` }}
                        />
                        <span
                          className={loss < 0 ? 'bg-info' : 'bg-major'}
                          style={{ width: `${(Math.abs(loss) / most) * 100}%` }}
                        />
                      </span>
                    )}
                  </td>
                  <td className={`${cellClasses} ${numberClasses}`}>
                    {isKnown ? format.brief(input, 'Wh') : '–'}
                  </td>
                  <td className={`${cellClasses} ${numberClasses}`}>
                    {isKnown ? format.brief(metered, 'Wh') : '–'}
                  </td>
                  <td className={`${cellClasses} ${numberClasses}`}>
                    {isKnown ? format.brief(loss, 'Wh') : '–'}
                  </td>
                  <td className={`${cellClasses} ${numberClasses}`}>
                    {lossShare === null ? '–' : format.share(lossShare)}
                  </td>
                  <td className={`${cellClasses} whitespace-nowrap`}>
                    {gravest && (
                      <span className="flex items-center gap-2">
                        <Mark shape={gravest.shape} />
                        {findingsInWords(findings, t, format)}
                      </span>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollBox>
    </Section>
  )
}

function Legend() {
  const t = useText()
  return (
    <span className="flex gap-3">
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 bg-accent/55" />
        {t('balance.metered')}
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 bg-major" />
        {t('balance.loss')}
      </span>
    </span>
  )
}
