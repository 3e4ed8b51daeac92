import { msOf, secondsOf } from '@ferraris/metering'
import { Link } from 'wouter'
import type { EnergyBalance } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'
import { startOfDay, wallMinutes } from '../../meter/curve/time/calendar.ts'
import type { Bar } from '../statistics/bars.ts'
import { TimeBars } from '../statistics/time-bars.tsx'
import { findingWords, shapeOfFinding } from './finding-words.ts'

const quarter = 900_000

/** One day of a transformer: the loss by quarter-hour, and each finding with its reason. */
export function BalanceDay({ balance, timeZone }: { balance: EnergyBalance; timeZone: string }) {
  const t = useText()
  const format = useFormat()
  const { day, losses, findings, reported } = balance
  const midnight = msOf(startOfDay(day, timeZone))
  const bars = losses.map((value, index): Bar => {
    const from = midnight + index * quarter
    return { from, to: from + quarter, value }
  })
  const clock = (at: number) => format.clock(timeZone, at)
  const ticks = bars
    .filter(({ from }) => wallMinutes(secondsOf(from), timeZone) % 360 === 0)
    .map(({ from }) => ({ at: from, name: clock(from) }))
  const sayTime = ({ from, to }: Bar) => `${clock(from)} – ${clock(to)}`
  return (
    <div className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_26rem] desk:items-start">
      <Section title={t('balance.losses', { day: format.dayLong(day) })}>
        <TimeBars
          name={t('balance.loss')}
          bars={bars}
          ticks={ticks}
          say={value => format.brief(value, 'Wh')}
          sayTime={sayTime}
          colour="fill-major"
        />
        {reported.map(({ transformer, lossShare, step }) => (
          <p key={transformer} className="label mt-2">
            {t('balance.reported', {
              transformer,
              share: lossShare === null ? '–' : format.share(lossShare),
            })}
            {step?.isStep && ` · ${t('balance.excess')}: ${format.brief(step.excess, 'Wh')}`}
          </p>
        ))}
      </Section>
      <Section title={t('balance.findings')}>
        {findings.length === 0 && <p className="text-ink-2">{t('balance.no-findings')}</p>}
        <ul className="flex flex-col gap-3">
          {findings.map(finding => (
            <li key={`${finding.kind} ${finding.endDevice ?? ''}`} className="flex gap-2.5">
              <span className="mt-1">
                <Mark shape={shapeOfFinding(finding)} />
              </span>
              <div className="min-w-0">
                {finding.endDevice && (
                  <p>
                    {t('finding.suspect')}{' '}
                    <Link
                      href={`/meters/${encodeURIComponent(finding.endDevice)}`}
                      className="link font-mono text-label"
                    >
                      {finding.endDevice}
                    </Link>
                  </p>
                )}
                <p>{findingWords(finding, balance, t, format)}</p>
                <p lang="en" className="label">
                  {finding.detail}
                </p>
              </div>
            </li>
          ))}
        </ul>
        {findings.some(({ kind }) => kind === 'suspect') && (
          <p className="mt-3 border-t border-line pt-3 text-ink-2">{t('balance.no-proof')}</p>
        )}
      </Section>
    </div>
  )
}
