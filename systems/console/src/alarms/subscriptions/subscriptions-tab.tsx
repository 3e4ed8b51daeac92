import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { subscriptionsQuery } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import type { AlarmSubscription } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { useNaming } from '../naming.ts'
import { SubscriptionDialog } from './subscription-dialog.tsx'

/** Who is told of which alarms, and how. */
export default function SubscriptionsTab() {
  const t = useText()
  const naming = useNaming()
  const queries = useQueryClient()
  const mayChange = useMay('operator')
  const subscriptions = useQuery(subscriptionsQuery)
  const [edited, edit] = useState<AlarmSubscription | 'new' | null>(null)
  const remove = useMutation({
    mutationFn: (id: number) =>
      answerOf(api.DELETE('/api/v1/alarm-subscriptions/{id}', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: subscriptionsQuery.queryKey }),
  })
  const kindsOf = ({ kinds }: AlarmSubscription) =>
    kinds.length === 0
      ? t('subscriptions.all-kinds')
      : kinds.map(kind => (kind === 'outage' ? t('incident.outage') : naming.alarm(kind))).join(', ')
  const columns: Column<AlarmSubscription>[] = [
    words(t('destinations.name'), ({ name }) => name),
    words(t('subscriptions.to'), ({ person, role, destination, addresses }) =>
      destination !== null
        ? [destination, ...addresses].join(' · ')
        : (person ?? t('subscriptions.role-of', { role: t(`role.${role ?? 'viewer'}`) })),
    ),
    words(t('event.severity'), ({ severity }) =>
      t('subscriptions.from', { severity: t(`severity.${severity}`) }),
    ),
    words(t('subscriptions.kinds'), kindsOf, { isMinor: true }),
    words(t('reliability.substation'), ({ substation }) => substation, { isMinor: true }),
    words(t('meter.state'), ({ enabled }) => t(enabled ? 'subscriptions.on' : 'subscriptions.off')),
    ...(mayChange
      ? [
          actions<AlarmSubscription>(t('common.actions'), subscription => (
            <>
              <Button look="quiet" onPress={() => edit(subscription)}>
                {t('common.edit')}
              </Button>
              <Button look="quiet" onPress={() => remove.mutate(subscription.id)}>
                {t('common.remove')}
              </Button>
            </>
          )),
        ]
      : []),
  ]
  return (
    <>
      {remove.isError && <Failure what={t('subscriptions.change-failed')} error={remove.error} />}
      <List
        source={whole(subscriptions)}
        failed={t('subscriptions.failed')}
        empty={<Empty title={t('subscriptions.none')}>{t('subscriptions.none.next')}</Empty>}
        bar={
          mayChange && (
            <Button look="primary" onPress={() => edit('new')}>
              {t('subscriptions.add')}
            </Button>
          )
        }
      >
        {shown => (
          <Table
            label={t('alarms.tab.subscriptions')}
            columns={columns}
            rows={shown}
            keyOf={({ id }) => String(id)}
          />
        )}
      </List>
      {edited !== null && (
        <SubscriptionDialog subscription={edited === 'new' ? undefined : edited} onClose={() => edit(null)} />
      )}
    </>
  )
}
