import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { concentratorQuery } from '../../api/network-queries.ts'
import type { Concentrator } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { ShareBar } from '../../kit/figures.tsx'
import { type Column, figures, Nothing, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { shareOf } from '../../overview/completeness-bars.tsx'
import { ConcentratorStateWord, silentOf } from '../concentrator-state.tsx'
import { addressOf } from '../way.ts'

interface ConcentratorTableProps {
  readonly concentrators: readonly Concentrator[]
  readonly isPartial: boolean
}

/** One row a concentrator; the first cell's link leads to its page. */
export function ConcentratorTable({ concentrators, isPartial }: ConcentratorTableProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const columns: Column<Concentrator>[] = [
    words(t('concentrator.name'), ({ id }) => id, {
      cell: ({ id }) => (
        <Link href={addressOf(id)} className="link font-medium">
          {id}
        </Link>
      ),
    }),
    words(t('concentrator.state'), ({ state }) => state, {
      cell: ({ state }) => <ConcentratorStateWord state={state} />,
    }),
    words(t('concentrator.substation'), ({ substation }) => substation),
    figures(t('concentrator.meters'), ({ meters }) => meters.served, format.count),
    figures<Concentrator, number>(t('concentrator.silent'), silentOf, format.count, {
      cell: concentrator => {
        const { id } = concentrator
        const silent = silentOf(concentrator)
        if (silent === null) return <Nothing />
        return silent === 0 ? (
          <span className="text-ink-3">0</span>
        ) : (
          <Link href={`${addressOf(id)}?show=silent`} className="link font-medium">
            {format.count(silent)}
          </Link>
        )
      },
    }),
    { name: t('concentrator.last-night'), isNumber: true, cell: ({ id }) => <LastNight id={id} /> },
    figures(t('concentrator.pending'), ({ heartbeat }) => heartbeat?.pendingResults, format.count),
    figures(
      t('concentrator.heartbeat'),
      ({ heartbeat, lastHeard }) => heartbeat?.at ?? lastHeard,
      at => format.relative(at, now),
    ),
    { name: t('concentrator.load'), isNumber: true, cell: ({ id }) => <LineLoad id={id} /> },
  ]
  return (
    <Table
      label={t('network.tab.concentrators')}
      columns={columns}
      rows={concentrators}
      keyOf={({ id }) => id}
      isPartial={isPartial}
      file="concentrators"
    />
  )
}

/** The share of the night's readings; each row asks for its own figures. */
function LastNight({ id }: { id: string }) {
  const { data } = useQuery(concentratorQuery(id))
  const night = data?.days.at(-1)
  return night && night.expected > 0 ? <ShareBar share={shareOf(night)} /> : <Nothing />
}

function LineLoad({ id }: { id: string }) {
  const format = useFormat()
  const { data } = useQuery(concentratorQuery(id))
  const load = data?.statistics.at(-1)?.occupancy
  return load === undefined ? <Nothing /> : format.share(load)
}
