import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import type { DataDeletion } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Section } from '../kit/page/section.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { useDeletionColumns } from './deletion-columns.tsx'
import { customersKey, deletionsQuery, sharedQuery } from './queries.ts'

/** What the customer wants deleted, and what became of it. */
export function Deletions() {
  const t = useText()
  const queries = useQueryClient()
  const columns = useDeletionColumns()
  const points = useQuery(sharedQuery).data?.items ?? []
  const [asked, setAsked] = useState<{ id: string; name: string } | null>(null)
  const again = () => queries.invalidateQueries({ queryKey: customersKey })
  const demand = useMutation({
    mutationFn: (agreement: string) => answerOf(api.POST('/api/v1/data-deletions', { body: { agreement } })),
    onSettled: again,
  })
  const withdraw = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/data-deletions/{id}/withdraw', { params: { path: { id } } })),
    onSettled: again,
  })
  const error = demand.error ?? withdraw.error
  return (
    <Section title={t('customers.deletion')}>
      <p className="mb-4 max-w-prose text-ink-2">{t('customers.deletion.meaning')}</p>
      {error && <Failure what={t('customers.not-demanded')} error={error} />}
      <div className="mb-4 flex flex-wrap gap-2">
        {points.map(({ id, usagePoint }) => (
          <Button key={id} onPress={() => setAsked({ id, name: usagePoint })}>
            {t('customers.delete-of', { name: usagePoint })}
          </Button>
        ))}
      </div>
      <List
        source={whole(useQuery(deletionsQuery))}
        failed={t('customers.deletions-failed')}
        empty={<Empty title={t('customers.no-deletions')} />}
      >
        {shown => (
          <Table
            label={t('customers.deletion')}
            columns={[
              ...columns,
              actions<DataDeletion>(
                t('common.actions'),
                ({ id, state }) =>
                  state === 'requested' && (
                    <Button look="quiet" onPress={() => withdraw.mutate(id)}>
                      {t('customers.withdraw')}
                    </Button>
                  ),
              ),
            ]}
            rows={shown}
            keyOf={({ id }) => id}
          />
        )}
      </List>
      {asked && (
        <Confirm
          isOpen
          title={t('customers.delete-of', { name: asked.name })}
          consequence={t('customers.delete-means')}
          action={t('customers.demand')}
          onConfirm={() => demand.mutate(asked.id)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  )
}
