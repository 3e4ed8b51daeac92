import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { concentratorQuery } from '../../api/network-queries.ts'
import type { Concentrator } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { TablePanel } from '../../kit/scroll-box.tsx'
import { ShareBar } from '../../kit/share-bar.tsx'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
import { useNow } from '../../kit/use-now.ts'
import { shareOf } from '../../overview/completeness.ts'
import { addressOf } from '../address.ts'
import { ConcentratorStateWord } from '../concentrator-state.tsx'

/** One row a concentrator; the first cell's link leads to its page. */
export function ConcentratorTable({ concentrators }: { concentrators: readonly Concentrator[] }) {
  const t = useText()
  const number = `${headClasses} text-right`
  return (
    <TablePanel label={t('network.tab.concentrators')}>
      <table className={tableClasses}>
        <thead>
          <tr>
            <th className={headClasses}>{t('concentrator.name')}</th>
            <th className={headClasses}>{t('concentrator.state')}</th>
            <th className={headClasses}>{t('concentrator.substation')}</th>
            <th className={number}>{t('concentrator.meters')}</th>
            <th className={number}>{t('concentrator.silent')}</th>
            <th className={number}>{t('concentrator.last-night')}</th>
            <th className={number}>{t('concentrator.pending')}</th>
            <th className={number}>{t('concentrator.heartbeat')}</th>
            <th className={number}>{t('concentrator.load')}</th>
          </tr>
        </thead>
        <tbody>
          {concentrators.map(concentrator => (
            <ConcentratorRow key={concentrator.id} concentrator={concentrator} />
          ))}
        </tbody>
      </table>
    </TablePanel>
  )
}

function ConcentratorRow({ concentrator }: { concentrator: Concentrator }) {
  const format = useFormat()
  const now = useNow()
  const { id, substation, meters, heartbeat, lastHeard } = concentrator
  const { data: detail } = useQuery(concentratorQuery(id))
  const night = detail?.days.at(-1)
  const load = detail?.statistics.at(-1)?.occupancy
  const address = addressOf(id)
  return (
    <tr>
      <td className={cellClasses}>
        <Link href={address} className="link font-medium">
          {id}
        </Link>
      </td>
      <td className={cellClasses}>
        <ConcentratorStateWord state={concentrator.state} />
      </td>
      <td className={cellClasses}>{substation}</td>
      <td className={`${cellClasses} ${numberClasses}`}>{format.count(meters.served)}</td>
      <td className={`${cellClasses} ${numberClasses}`}>
        {meters.silent === 0 ? (
          <span className="text-ink-3">0</span>
        ) : (
          <Link href={`${address}?show=silent`} className="link font-medium">
            {format.count(meters.silent)}
          </Link>
        )}
      </td>
      <td className={`${cellClasses} ${numberClasses}`}>
        {night && night.expected > 0 ? <ShareBar share={shareOf(night)} /> : <Nothing />}
      </td>
      <td className={`${cellClasses} ${numberClasses}`}>
        {heartbeat ? format.count(heartbeat.pendingResults) : <Nothing />}
      </td>
      <td className={`${cellClasses} ${numberClasses}`}>
        {(heartbeat?.at ?? lastHeard) ? format.relative(heartbeat?.at ?? lastHeard!, now) : <Nothing />}
      </td>
      <td className={`${cellClasses} ${numberClasses}`}>
        {load === undefined ? <Nothing /> : format.share(load)}
      </td>
    </tr>
  )
}

function Nothing() {
  return <span className="text-ink-3">–</span>
}
