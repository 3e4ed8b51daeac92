import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import { endDevicesQuery, type MeterFilter } from '../api/queries.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { Failure } from '../kit/failure.tsx'
import { Page } from '../kit/page.tsx'
import { useColumnChoice } from './column-choice.ts'
import { ColumnMenu } from './column-menu.tsx'
import { optionalColumns } from './columns.tsx'
import { filterOf, paramsOf } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { MetersTable } from './meters-table.tsx'
import { TableSkeleton } from './table-skeleton.tsx'

/** All meters: find one, or see which are in what state. */
export default function MetersPage() {
  const t = useText()
  const format = useFormat()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const setFilter = useCallback(
    (next: MeterFilter) => setParams(paramsOf(next), { replace: true }),
    [setParams],
  )
  const [visible, chooseColumns] = useColumnChoice()
  const meters = useInfiniteQuery(endDevicesQuery(filter))
  const devices = meters.data?.pages.flatMap(page => page.items) ?? []
  const total = meters.data?.pages[0]?.total ?? 0
  const isFiltered = filter.search !== '' || filter.state !== null

  return (
    <Page
      title={t('room.meters')}
      aside={
        <p role="status" className="figures text-ink-2">
          {meters.data && t('meters.count', { count: total, shown: format.count(total) })}
        </p>
      }
    >
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <FilterBar filter={filter} onFilter={setFilter} />
        <ColumnMenu shown={optionalColumns.filter(id => visible[id] !== false)} onChoose={chooseColumns} />
      </div>
      {meters.isError && (
        <div className="mb-4">
          <Failure what={t('meters.failed')} error={meters.error} onRetry={() => void meters.refetch()} />
        </div>
      )}
      {meters.isPending && <TableSkeleton />}
      {meters.data && total === 0 && (
        <Empty title={isFiltered ? t('meters.none-match') : t('overview.no-meters')}>
          {isFiltered ? (
            <Button className="mt-2" onPress={() => setFilter({ search: '', state: null })}>
              {t('meters.show-all')}
            </Button>
          ) : (
            t('overview.no-meters.next')
          )}
        </Empty>
      )}
      {total > 0 && (
        <MetersTable
          devices={devices}
          total={total}
          visible={visible}
          isStale={meters.isPlaceholderData}
          onEnd={() => {
            if (meters.hasNextPage && !meters.isFetching) void meters.fetchNextPage()
          }}
        />
      )}
    </Page>
  )
}
