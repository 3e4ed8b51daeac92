import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import type { CustomerAgreement, DataDeletion } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Section } from '../kit/page/section.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions, type Column, figures, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { useMay } from '../session/session.ts'
import { AgreementDialog } from './agreement-dialog.tsx'
import { useDeletionColumns } from './deletion-columns.tsx'
import { agreementsQuery, customersKey, deletionsQuery } from './queries.ts'
import { RefuseDialog } from './refuse-dialog.tsx'

/** Who is the customer of which usage point, and what customers want deleted. */
export default function CustomersTab() {
  return (
    <div className="flex flex-col gap-4">
      <Agreements />
      <Demands />
    </div>
  )
}

function Agreements() {
  const t = useText()
  const format = useFormat()
  const mayEnter = useMay('operator')
  const [dialog, setDialog] = useState<CustomerAgreement | 'new' | null>(null)
  const columns: Column<CustomerAgreement>[] = [
    words(t('customers.customer'), ({ customer }) => customer, { className: 'font-medium' }),
    words(t('meter.usage-point'), ({ usagePoint }) => usagePoint),
    words(t('customers.from'), ({ from }) => format.dayWithYear(from), { order: ({ from }) => from }),
    words(t('customers.to'), ({ to }) => (to === null ? t('customers.runs') : format.dayWithYear(to)), {
      order: ({ to }) => to,
    }),
    figures(t('customers.consents'), ({ consents }) => consents, String, { isMinor: true }),
  ]
  const moveOut = actions<CustomerAgreement>(
    t('common.actions'),
    agreement =>
      agreement.to === null && (
        <Button look="quiet" onPress={() => setDialog(agreement)}>
          {t('customers.move-out')}
        </Button>
      ),
  )
  return (
    <Section
      title={t('customers.agreements')}
      aside={mayEnter && <Button onPress={() => setDialog('new')}>{t('customers.move-in')}</Button>}
    >
      <List
        source={whole(useQuery(agreementsQuery))}
        failed={t('customers.agreements-failed')}
        empty={<Empty title={t('customers.no-agreements')}>{t('customers.no-agreements.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('customers.agreements')}
            columns={mayEnter ? [...columns, moveOut] : columns}
            rows={shown}
            keyOf={({ id }) => id}
            file="customer-agreements"
          />
        )}
      </List>
      {dialog && <AgreementDialog ended={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} />}
    </Section>
  )
}

function Demands() {
  const t = useText()
  const queries = useQueryClient()
  const mayDecide = useMay('operator')
  const common = useDeletionColumns()
  const [erased, setErased] = useState<DataDeletion | null>(null)
  const [refused, setRefused] = useState<DataDeletion | null>(null)
  const erase = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/data-deletions/{id}/carry-out', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: customersKey }),
  })
  const columns = [words<DataDeletion>(t('customers.customer'), ({ customer }) => customer), ...common]
  const deciding = actions<DataDeletion>(
    t('common.actions'),
    demand =>
      demand.state === 'requested' && (
        <span className="flex gap-2">
          <Button look="quiet" onPress={() => setErased(demand)}>
            {t('customers.erase')}
          </Button>
          <Button look="quiet" onPress={() => setRefused(demand)}>
            {t('customers.refuse')}
          </Button>
        </span>
      ),
  )
  return (
    <Section title={t('customers.deletion')}>
      {erase.isError && <Failure what={t('customers.not-erased')} error={erase.error} />}
      <List
        source={whole(useQuery(deletionsQuery))}
        failed={t('customers.deletions-failed')}
        empty={<Empty title={t('customers.no-deletions')} />}
      >
        {shown => (
          <Table
            label={t('customers.deletion')}
            columns={mayDecide ? [...columns, deciding] : columns}
            rows={shown}
            keyOf={({ id }) => id}
          />
        )}
      </List>
      {erased && (
        <Confirm
          isOpen
          title={t('customers.erase-of', { name: erased.usagePoint })}
          consequence={t('customers.erase-means')}
          action={t('customers.erase')}
          onConfirm={() => erase.mutate(erased.id)}
          onClose={() => setErased(null)}
        />
      )}
      {refused && <RefuseDialog demand={refused} onClose={() => setRefused(null)} />}
    </Section>
  )
}
