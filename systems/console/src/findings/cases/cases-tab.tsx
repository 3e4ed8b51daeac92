import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { type FindingCase, type FindingState, findingStates } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Select } from '../../kit/form/select.tsx'
import { List } from '../../kit/list/list.tsx'
import { Mark } from '../../kit/mark.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { CaseDetail } from './case-detail.tsx'
import { casesQuery } from './case-queries.ts'
import { useFigure } from './use-figure.ts'

/** Cases by their state, the surest first; each opens its evidence and what can be done. */
export function CasesTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const figureOf = useFigure()
  const [state, setState] = useState<FindingState>('open')
  const cases = useInfiniteQuery(casesQuery(state))
  const columns: Column<FindingCase>[] = [
    words(t('findings.kind'), ({ kind }) => t(`findings.kind.${kind}`), {
      cell: ({ kind, danger }) => (
        <span className="flex items-center gap-2">
          <Mark shape={danger ? 'critical' : 'major'} />
          {t(`findings.kind.${kind}`)}
          {danger && <strong className="font-medium text-critical">{t('findings.danger')}</strong>}
        </span>
      ),
    }),
    words(t('findings.where'), ({ endDevice, concentrator }) => endDevice ?? concentrator, {
      className: 'font-mono text-label',
      cell: ({ endDevice, concentrator }) => (
        <Link
          href={
            endDevice === null
              ? `/network/concentrators/${encodeURIComponent(concentrator ?? '')}`
              : `/meters/${encodeURIComponent(endDevice)}`
          }
          className="link"
        >
          {endDevice ?? concentrator}
        </Link>
      ),
    }),
    figures(t('findings.score'), ({ score }) => score, format.share),
    words(t('findings.figure'), figureOf, { className: 'figures' }),
    figures(
      t('findings.last-evidence'),
      ({ lastEvidenceAt }) => lastEvidenceAt,
      at => format.minute(zone, at),
      { isMinor: true },
    ),
  ]
  return (
    <div className="flex flex-col gap-4">
      <Select
        label={t('meter.state')}
        options={findingStates.map(key => ({ key, name: t(`findings.state.${key}`) }))}
        value={state}
        onChange={setState}
        className="w-48"
      />
      <List
        source={cases}
        failed={t('findings.failed')}
        empty={<Empty title={t('findings.none')}>{t('findings.none.next')}</Empty>}
        more={t('findings.more')}
      >
        {(shown, isPartial) => (
          <Table
            label={t('findings.tab.cases')}
            columns={columns}
            rows={shown}
            isPartial={isPartial}
            keyOf={({ id }) => String(id)}
            detail={({ id }) => <CaseDetail id={id} />}
            file="findings"
          />
        )}
      </List>
    </div>
  )
}
