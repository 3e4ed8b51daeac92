import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { Debt, DebtList } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { List } from '../../kit/list/list.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Failure } from '../../kit/states.tsx'
import { actions, type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { debtsQuery } from './debt-queries.ts'

/** The debts of a list; a payment is told of the meter, with all that it owes. */
export function DebtsOfList({ list, mayTell }: { list: DebtList; mayTell: boolean }) {
  const t = useText()
  const queries = useQueryClient()
  const debts = useInfiniteQuery(debtsQuery(list.id))
  const [asked, setAsked] = useState<Debt | null>(null)
  const pay = useMutation({
    mutationFn: (endDevice: string) => answerOf(api.POST('/api/v1/debt-payments', { body: { endDevice } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['debts'] }),
  })
  const columns: Column<Debt>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link font-mono text-label">
          {endDevice}
        </Link>
      ),
    }),
    words(t('debts.amount'), ({ amount, currency }) => `${amount} ${currency}`, { className: 'figures' }),
    words(t('debts.reference'), ({ reference }) => reference, { isMinor: true }),
    words(t('meter.state'), ({ state }) => t(`debts.state.${state}`), {
      cell: ({ state, disconnection, reconnection, outcome }) => {
        const order = reconnection ?? disconnection
        const text = t(outcome === null ? `debts.state.${state}` : `debts.outcome.${outcome}`)
        return order === null ? (
          text
        ) : (
          <Link href={`/orders/order/${encodeURIComponent(order)}`} className="link">
            {text}
          </Link>
        )
      },
    }),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
    actions(t('common.actions'), debt =>
      mayTell && debt.state !== 'paid' ? (
        <Button onPress={() => setAsked(debt)} isDisabled={pay.isPending}>
          {t('debts.paid')}
        </Button>
      ) : null,
    ),
  ]
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {pay.isError && <Failure what={t('debts.not-told')} error={pay.error} />}
      <List source={debts} failed={t('debts.failed')} empty={null} more={t('activity.more-meters')}>
        {(shown, isPartial) => (
          <Table
            label={list.name}
            columns={columns}
            rows={shown}
            keyOf={({ endDevice }) => endDevice}
            isPartial={isPartial}
            file="debts"
          />
        )}
      </List>
      {asked && (
        <Confirm
          isOpen
          title={t('debts.paid.ask', { serial: asked.endDevice })}
          consequence={t('debts.paid.means')}
          action={t('debts.paid')}
          look="primary"
          onConfirm={() => pay.mutate(asked.endDevice)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  )
}
