import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { endDevicesQuery, type MeterFilter } from '../api/queries.ts'
import { type DeviceState, deviceStates } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Segmented } from '../kit/form/segmented.tsx'
import { ListPage, totalOf } from '../kit/list/list.tsx'
import { SearchBox } from '../kit/list/search-box.tsx'
import { Empty, TableSkeleton } from '../kit/states.tsx'
import { LongTable } from '../kit/table/long-table.tsx'
import { useMay } from '../session/session.ts'
import { ChosenBar } from './chosen-bar.tsx'
import { useColumnChoice } from './column-choice.ts'
import { ColumnMenu } from './column-menu.tsx'
import { phoneCells, useMeterColumns } from './columns.tsx'
import { filterOf, meterOrder, paramsOf } from './filter.ts'
import { SavedViews } from './saved-views.tsx'

const lacks = ['incomplete', 'clock-off'] as const
type Choice = DeviceState | (typeof lacks)[number] | 'all'

const none: ReadonlySet<string> = new Set()

/** All meters: find one, or see which are in what state. */
export default function MetersPage() {
  const t = useText()
  const format = useFormat()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const { search, state, lack, order } = filter
  const setFilter = (next: MeterFilter) => setParams(paramsOf(next), { replace: true })
  const onSearch = useCallback(
    (text: string) => setParams(paramsOf({ state, lack, order, search: text }), { replace: true }),
    [setParams, state, lack, order],
  )
  const mayOrder = useMay('operator')
  const columns = useMeterColumns()
  const [hidden, hide] = useColumnChoice()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none)
  const meters = useInfiniteQuery(endDevicesQuery(filter))
  const total = totalOf(meters)
  const isFiltered = search !== '' || state !== null || lack !== null

  return (
    <ListPage
      title={t('room.meters')}
      count={t('meters.count', { count: total, shown: format.count(total) })}
      source={meters}
      failed={t('meters.failed')}
      loading={<TableSkeleton />}
      empty={
        <Empty title={isFiltered ? t('meters.none-match') : t('overview.no-meters')}>
          {isFiltered ? (
            <Button className="mt-2" onPress={() => setFilter({ search: '', state: null, order })}>
              {t('meters.show-all')}
            </Button>
          ) : (
            t('overview.no-meters.next')
          )}
        </Empty>
      }
      bar={
        <>
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-3 max-tablet:basis-full">
            <SearchBox
              label={t('meters.search')}
              placeholder={t('meters.search.hint')}
              value={search}
              onSearch={onSearch}
            />
            <div className="max-w-full overflow-x-auto">
              <Segmented<Choice>
                label={t('meter.state')}
                options={[
                  { key: 'all', name: t('meters.all') },
                  ...deviceStates.map(key => ({ key, name: t(`state.${key}`) })),
                  ...lacks.map(key => ({ key, name: t(`meters.${key}`) })),
                ]}
                value={state ?? lack ?? 'all'}
                onChange={key =>
                  setFilter({
                    search,
                    order,
                    state: deviceStates.find(known => known === key) ?? null,
                    lack: lacks.find(known => known === key) ?? null,
                  })
                }
              />
            </div>
          </div>
          {mayOrder && total > 0 && (
            <Link
              href={`/orders/activities/new?${paramsOf({ ...filter, order: null })}`}
              className="link px-2"
            >
              {t('meters.activity', { count: total })}
            </Link>
          )}
          <SavedViews
            room="meters"
            address={paramsOf(filter).toString()}
            onOpen={address => setParams(new URLSearchParams(address), { replace: true })}
          />
          <ColumnMenu columns={columns.slice(1)} hidden={hidden} onHide={hide} />
        </>
      }
    >
      {devices => (
        <>
          {chosen.size > 0 && <ChosenBar chosen={chosen} devices={devices} onClear={() => setChosen(none)} />}
          <LongTable
            label={t('room.meters')}
            columns={columns.filter(({ id }) => !hidden.includes(id))}
            rows={devices}
            total={total}
            keyOf={({ serial }) => serial}
            hrefOf={({ serial }) => `/meters/${encodeURIComponent(serial)}`}
            phone={phoneCells}
            sorting={{
              order,
              onOrder: next => setFilter({ search, state, lack, order: meterOrder(next) }),
            }}
            isStale={meters.isPlaceholderData}
            onEnd={() => {
              if (meters.hasNextPage && !meters.isFetching) void meters.fetchNextPage()
            }}
            choice={
              mayOrder
                ? {
                    chosen,
                    onChoose: setChosen,
                    nameOf: serial => t('meters.choose', { serial }),
                    allName: t('meters.choose-all'),
                  }
                : undefined
            }
          />
        </>
      )}
    </ListPage>
  )
}
