import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { DebtList } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { List } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { ActivityState } from '../activities/activity-state.tsx'
import { debtListsQuery } from './debt-queries.ts'
import { DebtsOfList } from './debts-of-list.tsx'
import { NewListDialog } from './new-list-dialog.tsx'

/** Supplies that are switched off for debt, and given back when it is paid. */
export function DebtsTab() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const mayOrder = useMay('operator')
  const lists = useInfiniteQuery(debtListsQuery)
  const [shownList, setShownList] = useState<DebtList | null>(null)
  const [isNew, setNew] = useState(false)
  const columns: Column<DebtList>[] = [
    words(t('debts.list'), ({ name }) => name),
    words(t('activity.name'), ({ activity }) => activity.id, {
      cell: ({ activity }) => (
        <Link href={`/orders/activities/${encodeURIComponent(activity.id)}`} className="link">
          <ActivityState activity={activity} />
        </Link>
      ),
    }),
    words(t('debts.debts'), ({ states }) =>
      states.map(({ state, count }) => `${t(`debts.state.${state}`)}: ${format.count(count)}`).join(', '),
    ),
    figures(
      t('orders.asked'),
      ({ createdAt }) => createdAt,
      time => format.minute(zone, time),
      { isMinor: true, className: 'text-ink-2' },
    ),
    words(t('orders.by'), ({ createdBy }) => createdBy, { isMinor: true }),
    actions(t('common.actions'), list => (
      <Button onPress={() => setShownList(list)}>{t('debts.show')}</Button>
    )),
  ]
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <List
        source={lists}
        failed={t('debts.failed')}
        empty={<Empty title={t('debts.none')}>{t('debts.none.means')}</Empty>}
        more={t('orders.older')}
        bar={
          mayOrder && (
            <Button look="primary" onPress={() => setNew(true)}>
              {t('debts.new')}
            </Button>
          )
        }
      >
        {(shown, isPartial) => (
          <Table
            label={t('orders.tab.debts')}
            columns={columns}
            rows={shown}
            keyOf={({ id }) => id}
            isPartial={isPartial}
          />
        )}
      </List>
      {shownList && (
        <Section title={shownList.name}>
          <DebtsOfList key={shownList.id} list={shownList} mayTell={mayOrder} />
        </Section>
      )}
      {isNew && <NewListDialog onClose={() => setNew(false)} />}
    </div>
  )
}
