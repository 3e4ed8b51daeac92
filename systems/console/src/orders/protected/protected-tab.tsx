import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { ProtectedCustomer } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { List } from '../../kit/list/list.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { ProtectDialog } from './protect-dialog.tsx'
import { protectedQuery } from './protected-query.ts'

/** Customers whose supply is not switched off by one person alone, and why. */
export default function ProtectedTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const queries = useQueryClient()
  const mayProtect = useMay('operator')
  const mayEnd = useMay('administrator')
  const customers = useInfiniteQuery(protectedQuery)
  const [isNew, setNew] = useState(false)
  const [asked, setAsked] = useState<ProtectedCustomer | null>(null)
  const end = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.DELETE('/api/v1/protected-customers/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: protectedQuery.queryKey }),
  })
  const nameOf = ({ endDevice, usagePoint }: ProtectedCustomer) => endDevice ?? usagePoint ?? ''
  const columns: Column<ProtectedCustomer>[] = [
    words(t('protected.customer'), nameOf, {
      cell: customer =>
        customer.endDevice ? (
          <Link
            href={`/meters/${encodeURIComponent(customer.endDevice)}`}
            className="link font-mono text-label"
          >
            {customer.endDevice}
          </Link>
        ) : (
          t('protected.usage-point', { name: customer.usagePoint })
        ),
    }),
    words(t('protected.reason'), ({ reason }) => reason),
    words(t('protected.until'), ({ until }) =>
      until === null ? t('protected.ever') : format.minute(zone, until),
    ),
    figures(
      t('protected.since'),
      ({ since }) => since,
      at => format.minute(zone, at),
      { isMinor: true, className: 'text-ink-2' },
    ),
    words(t('orders.by'), ({ by }) => by, { isMinor: true }),
  ]
  const ending = actions<ProtectedCustomer>(t('common.actions'), customer => (
    <Button
      look="quiet"
      aria-label={t('protected.end-of', { name: nameOf(customer) })}
      onPress={() => setAsked(customer)}
    >
      {t('protected.end')}
    </Button>
  ))
  return (
    <>
      {end.isError && <Failure what={t('protected.not-ended')} error={end.error} />}
      <p className="mb-4 max-w-prose text-ink-2">{t('protected.meaning')}</p>
      <List
        source={customers}
        failed={t('protected.failed')}
        empty={<Empty title={t('protected.none')}>{t('protected.none.next')}</Empty>}
        more={t('protected.older')}
        bar={
          mayProtect && (
            <Button look="primary" onPress={() => setNew(true)}>
              {t('protected.new')}
            </Button>
          )
        }
      >
        {(shown, isPartial) => (
          <Table
            label={t('orders.tab.protected')}
            columns={mayEnd ? [...columns, ending] : columns}
            rows={shown}
            keyOf={({ id }) => id}
            isPartial={isPartial}
            file="protected-customers"
          />
        )}
      </List>
      {isNew && <ProtectDialog onClose={() => setNew(false)} />}
      {asked && (
        <Confirm
          isOpen
          title={t('protected.end-of', { name: nameOf(asked) })}
          consequence={t('protected.end-means')}
          action={t('protected.end')}
          onConfirm={() => end.mutate(asked.id)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
