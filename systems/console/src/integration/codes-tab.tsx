import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { partnerCodesQuery } from '../api/integration-queries.ts'
import type { PartnerCodes } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions, type Column, figures, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { useMay } from '../session/session.ts'
import { CodesDialog } from './codes-dialog.tsx'
import { codeTables } from './codes-form.ts'

/** Partners with codes of their own for orders, events and replies. */
export function CodesTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const mayChange = useMay('administrator')
  const queries = useQueryClient()
  const partners = whole(useQuery(partnerCodesQuery))
  const [edited, setEdited] = useState<PartnerCodes | 'new' | null>(null)
  const [forgotten, setForgotten] = useState<PartnerCodes | null>(null)
  const forget = useMutation({
    mutationFn: ({ partner }: PartnerCodes) =>
      answerOf(api.DELETE('/api/v1/integration/partner-codes/{partner}', { params: { path: { partner } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: partnerCodesQuery.queryKey }),
  })
  const columns: Column<PartnerCodes>[] = [
    words(t('codes.partner'), ({ partner }) => partner),
    ...codeTables.map(table =>
      figures(
        t(`codes.${table}`),
        (codes: PartnerCodes) => Object.keys(codes[table]).length,
        count => format.count(count),
      ),
    ),
    figures(
      t('codes.changed'),
      ({ changedAt }) => changedAt,
      at => format.minute(zone, at),
      { isMinor: true, className: 'text-ink-2' },
    ),
  ]
  if (mayChange) {
    columns.push(
      actions(t('common.actions'), codes => (
        <span className="flex gap-2">
          <Button
            look="quiet"
            aria-label={t('destinations.edit-of', { name: codes.partner })}
            onPress={() => setEdited(codes)}
          >
            {t('common.edit')}
          </Button>
          <Button
            look="quiet"
            aria-label={t('destinations.remove-of', { name: codes.partner })}
            onPress={() => setForgotten(codes)}
          >
            {t('common.remove')}
          </Button>
        </span>
      )),
    )
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {forget.isError && <Failure what={t('codes.not-changed')} error={forget.error} />}
      <List
        source={partners}
        failed={t('codes.failed')}
        empty={<Empty title={t('codes.none')}>{t('codes.none.next')}</Empty>}
        bar={
          mayChange && (
            <Button onPress={() => setEdited('new')}>
              <Icon name="plus" />
              {t('codes.add')}
            </Button>
          )
        }
      >
        {shown => (
          <Table
            label={t('messages.tab.codes')}
            columns={columns}
            rows={shown}
            keyOf={({ partner }) => partner}
          />
        )}
      </List>
      {edited && (
        <CodesDialog codes={edited === 'new' ? undefined : edited} onClose={() => setEdited(null)} />
      )}
      {forgotten && (
        <Confirm
          isOpen
          title={t('destinations.remove-of', { name: forgotten.partner })}
          consequence={t('codes.remove-means')}
          action={t('common.remove')}
          onConfirm={() => forget.mutate(forgotten)}
          onClose={() => setForgotten(null)}
        />
      )}
    </div>
  )
}
