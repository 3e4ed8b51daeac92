import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useSearchParams } from 'wouter'
import { alarmsQuery, incidentsQuery } from '../../api/alarm-queries.ts'
import { severities } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Count, rowsOf, totalOf } from '../../kit/list/list.tsx'
import { SearchBox } from '../../kit/list/search-box.tsx'
import { Empty, Failure, TableSkeleton } from '../../kit/states.tsx'
import { saveCsv } from '../../kit/table/csv.ts'
import { LongTable } from '../../kit/table/long-table.tsx'
import { SavedViews } from '../../meters/saved-views.tsx'
import { useMay, usePerson } from '../../session/session.ts'
import { ActionBar } from '../acting/action-bar.tsx'
import { useNaming } from '../naming.ts'
import { useDeskColumns, usePhoneCells } from './desk-columns.tsx'
import { rowOfAlarm, rowOfIncident, rowsInOrder } from './desk-rows.ts'
import { type DeskFilter, filterOf, paramsOf, queryOf, views } from './filter.ts'

const none: ReadonlySet<string> = new Set()

/** Incidents, and the alarms that belong to none: what there is to do, the gravest first. */
export function DeskTab() {
  const t = useText()
  const naming = useNaming()
  const person = usePerson()
  const mayAct = useMay('operator')
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const { view, severity, search } = filter
  const choose = (change: Partial<DeskFilter>) =>
    setParams(paramsOf({ ...filter, ...change }), { replace: true })
  const onSearch = useCallback(
    (text: string) => setParams(paramsOf({ view, severity, search: text }), { replace: true }),
    [setParams, view, severity],
  )
  const wanted = queryOf(filter, person)
  const incidents = useQuery(incidentsQuery(wanted))
  const alarms = useInfiniteQuery(alarmsQuery({ ...wanted, loose: true }))
  const columns = useDeskColumns()
  const phone = usePhoneCells()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none)

  const failed = incidents.error ? incidents : alarms.error ? alarms : undefined
  const isLoaded = incidents.data !== undefined && alarms.data !== undefined
  const rows = rowsInOrder(
    [
      ...(incidents.data?.items ?? []).map(one => rowOfIncident(one, naming)),
      ...rowsOf(alarms).map(one => rowOfAlarm(one, naming)),
    ],
    search,
  )
  const total = (incidents.data?.total ?? 0) + totalOf(alarms)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SearchBox
          label={t('alarms.search')}
          placeholder={t('alarms.search.hint')}
          value={search}
          onSearch={onSearch}
        />
        <Segmented
          label={t('meter.state')}
          options={views.map(key => ({ key, name: t(`alarms.view.${key}`) }))}
          value={view}
          onChange={key => choose({ view: key })}
        />
        <Select
          label={t('event.severity')}
          bare
          options={[
            { key: 'any' as const, name: t('alarms.any-severity') },
            ...severities.map(key => ({ key, name: t(`severity.${key}`) })),
          ]}
          value={severity ?? 'any'}
          onChange={key => choose({ severity: key === 'any' ? null : key })}
        />
        <Count>{isLoaded && t('alarms.count', { shown: rows.length, total })}</Count>
        <div className="flex flex-1 justify-end gap-2">
          <SavedViews
            room="alarms"
            address={paramsOf(filter).toString()}
            onOpen={address => setParams(new URLSearchParams(address), { replace: true })}
          />
          <Button onPress={() => saveCsv('alarms', rows, columns)} isDisabled={rows.length === 0}>
            <Icon name="read" />
            CSV
          </Button>
        </div>
      </div>
      {failed && (
        <div className="mb-4">
          <Failure what={t('alarms.failed')} error={failed.error} onRetry={() => void failed.refetch()} />
        </div>
      )}
      {!isLoaded && !failed && <TableSkeleton />}
      {isLoaded && rows.length === 0 && (
        <Empty title={t('alarms.none')}>
          {t(
            view === 'open' && severity === null && search === '' ? 'alarms.none.next' : 'alarms.none.match',
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <>
          {chosen.size > 0 && <ActionBar chosen={chosen} onDone={() => setChosen(none)} />}
          <LongTable
            label={t('room.alarms')}
            columns={columns}
            rows={rows}
            total={total}
            keyOf={({ key }) => key}
            hrefOf={({ href }) => href}
            phone={phone}
            isStale={alarms.isPlaceholderData || incidents.isPlaceholderData}
            onEnd={() => {
              if (alarms.hasNextPage && !alarms.isFetching) void alarms.fetchNextPage()
            }}
            choice={
              mayAct
                ? {
                    chosen,
                    onChoose: setChosen,
                    nameOf: key =>
                      t('alarms.choose', { name: rows.find(row => row.key === key)?.name ?? key }),
                    allName: t('alarms.choose-all'),
                  }
                : undefined
            }
          />
        </>
      )}
    </>
  )
}
