import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import type { Consent } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Section } from '../kit/page/section.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions, type Column, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { ConsentDialog } from './consent-dialog.tsx'
import { consentsQuery, customersKey } from './queries.ts'

/** Whom the customer lets see its data. */
export function Consents() {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const [isNew, setNew] = useState(false)
  const [asked, setAsked] = useState<Consent | null>(null)
  const revoke = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/consents/{id}/revoke', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: customersKey }),
  })
  const columns: Column<Consent>[] = [
    words(t('customers.third-party'), ({ thirdParty }) => thirdParty, { className: 'font-medium' }),
    words(t('meter.usage-point'), ({ usagePoint }) => usagePoint, { isMinor: true }),
    words(t('customers.scopes'), ({ scopes }) => scopes.map(one => t(`scope.${one}`)).join(', ')),
    words(t('customers.from'), ({ from }) => format.dayWithYear(from), {
      order: ({ from }) => from,
      isMinor: true,
    }),
    words(t('customers.until'), ({ expiresAt }) => format.dayWithYear(expiresAt.slice(0, 10)), {
      order: ({ expiresAt }) => expiresAt,
      isMinor: true,
    }),
    words(t('customers.state'), ({ state }) => t(`consent.${state}`)),
    actions(
      t('common.actions'),
      consent =>
        consent.state === 'in-force' && (
          <Button
            look="quiet"
            aria-label={t('customers.revoke-of', { name: consent.thirdParty })}
            onPress={() => setAsked(consent)}
          >
            {t('customers.revoke')}
          </Button>
        ),
    ),
  ]
  return (
    <Section
      title={t('customers.consents')}
      aside={<Button onPress={() => setNew(true)}>{t('customers.allow')}</Button>}
    >
      {revoke.isError && <Failure what={t('customers.not-revoked')} error={revoke.error} />}
      <List
        source={whole(useQuery(consentsQuery))}
        failed={t('customers.consents-failed')}
        empty={<Empty title={t('customers.no-consents')}>{t('customers.no-consents.next')}</Empty>}
      >
        {shown => (
          <Table label={t('customers.consents')} columns={columns} rows={shown} keyOf={({ id }) => id} />
        )}
      </List>
      {isNew && <ConsentDialog onClose={() => setNew(false)} />}
      {asked && (
        <Confirm
          isOpen
          title={t('customers.revoke-of', { name: asked.thirdParty })}
          consequence={t('customers.revoke-means')}
          action={t('customers.revoke')}
          onConfirm={() => revoke.mutate(asked.id)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  )
}
