import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { RoutineCheck } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'

const nightQuery = queryOptions({
  queryKey: ['routine-checks'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/routine-checks', { params: { query: { limit: 1000 } }, signal })),
  refetchInterval: 60_000,
})

/** The meters that were silent this night, each with what a check of its way showed. */
export default function SilentTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const queries = useQueryClient()
  const mayCheck = useMay('operator')
  const night = useQuery(nightQuery)
  const check = useMutation({
    mutationFn: (serial: string) =>
      answerOf(api.POST('/api/v1/end-devices/{serial}/checks', { params: { path: { serial } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: nightQuery.queryKey }),
  })
  const columns: Column<RoutineCheck>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      className: 'font-mono text-label',
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link">
          {endDevice}
        </Link>
      ),
    }),
    words(t('check.result'), ({ verdict }) => t(`check.verdict.${verdict}`)),
    words(t('check.why'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
    figures(
      t('check.last-contact'),
      ({ lastContact }) => lastContact,
      at => format.minute(zone, at),
    ),
  ]
  if (mayCheck) {
    columns.push(
      actions(t('common.actions'), ({ endDevice }) => (
        <Button
          isPending={check.isPending && check.variables === endDevice}
          onPress={() => check.mutate(endDevice)}
        >
          {t('check.now')}
        </Button>
      )),
    )
  }
  return (
    <div className="flex flex-col gap-4">
      {check.data && (
        <p role="status">
          {check.data.endDevice}: {t(`check.verdict.${check.data.verdict}`)}
          {check.data.detail && `, ${check.data.detail}`}
        </p>
      )}
      {check.error && <Failure what={t('check.not-done')} error={check.error} />}
      {night.data?.night && (
        <p className="text-ink-2">{t('check.night', { day: format.dayLong(night.data.night) })}</p>
      )}
      <List
        source={whole(night)}
        failed={t('check.failed')}
        empty={<Empty title={t('check.none')}>{t('check.none.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('network.tab.silent')}
            columns={columns}
            rows={shown}
            keyOf={({ endDevice }) => endDevice}
            file="silent-meters"
          />
        )}
      </List>
    </div>
  )
}
