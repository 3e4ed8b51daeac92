import { Link } from 'wouter'
import type { ConcentratorDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { useNow } from '../../kit/use-now.ts'
import { shareOf } from '../../overview/completeness-bars.tsx'
import { ConcentratorStateWord, silentOf } from '../concentrator-state.tsx'
import { addressOf } from '../way.ts'

/** What there is to know of a concentrator at a glance. */
export function ConcentratorFacts({ concentrator }: { concentrator: ConcentratorDetail }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { id, state, since, substation, meters, heartbeat, balanceMeter, version, days, statistics } =
    concentrator
  const nothing = '–'
  const silent = silentOf(concentrator)
  const night = days.at(-1)
  const load = statistics.at(-1)?.occupancy
  return (
    <dl className="mb-4 flex flex-wrap gap-x-8 gap-y-2">
      <Fact name={t('concentrator.state')}>
        <span className="flex items-center gap-2">
          <ConcentratorStateWord state={state} />
          <span className="text-ink-3">{format.relative(since, now)}</span>
        </span>
      </Fact>
      <Fact name={t('concentrator.substation')}>{substation}</Fact>
      <Fact name={t('concentrator.meters')}>{format.count(meters.served)}</Fact>
      <Fact name={t('concentrator.silent')}>
        {silent === null ? (
          nothing
        ) : silent === 0 ? (
          '0'
        ) : (
          <Link href={`${addressOf(id)}?show=silent`} className="link font-medium">
            {format.count(silent)}
          </Link>
        )}
      </Fact>
      <Fact name={t('concentrator.last-night')}>
        {night && night.expected > 0 ? format.share(shareOf(night)) : nothing}
      </Fact>
      <Fact name={t('concentrator.heartbeat')}>
        {heartbeat ? format.relative(heartbeat.at, now) : nothing}
      </Fact>
      <Fact name={t('concentrator.pending')} isMinor>
        {heartbeat ? format.count(heartbeat.pendingResults) : nothing}
      </Fact>
      <Fact name={t('concentrator.load')} isMinor>
        {load === undefined ? nothing : format.share(load)}
      </Fact>
      <Fact name={t('concentrator.disk')} isMinor>
        {heartbeat ? `${format.decimal(heartbeat.diskFree / 1e9, 1)} GB` : nothing}
      </Fact>
      <Fact name={t('concentrator.balance-meter')} isMinor>
        <span className="font-mono text-label">{balanceMeter ?? nothing}</span>
      </Fact>
      <Fact name={t('concentrator.version')} isMinor>
        {version ?? nothing}
      </Fact>
    </dl>
  )
}
