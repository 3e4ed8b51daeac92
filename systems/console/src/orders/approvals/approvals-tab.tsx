import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import { approvalsQuery } from '../../api/order-queries.ts'
import type { Approval } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { type Text, useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { List } from '../../kit/list/list.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay, usePerson } from '../../session/session.ts'
import { kindName } from '../kinds/kind-name.ts'
import { DecisionDialog } from './decision-dialog.tsx'

/** Orders that one person alone may not give: each waits for the word of another. */
export function ApprovalsTab() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const me = usePerson()
  const isAdministrator = useMay('administrator')
  const isOperator = useMay('operator')
  const [which, setWhich] = useState<'waiting' | 'any'>('waiting')
  const [asked, setAsked] = useState<{ approval: Approval; isConsent: boolean } | null>(null)
  const approvals = useInfiniteQuery(approvalsQuery(which === 'waiting' ? which : undefined))
  const decide = useMutation({
    mutationFn: ({ id, isConsent, comment }: { id: string; isConsent: boolean; comment: string }) => {
      const params = { path: { id } }
      return isConsent
        ? answerOf(
            api.POST('/api/v1/approvals/{id}/approve', { params, body: comment === '' ? {} : { comment } }),
          )
        : answerOf(api.POST('/api/v1/approvals/{id}/reject', { params, body: { comment } }))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
  })
  const mayDecide = ({ state, least, requestedBy }: Approval) =>
    state === 'waiting' && requestedBy !== me && (least === 'administrator' ? isAdministrator : isOperator)
  const columns: Column<Approval>[] = [
    words(t('orders.asked'), ({ requestedAt }) => format.minute(zone, requestedAt), {
      order: ({ requestedAt }) => requestedAt,
      className: 'figures',
    }),
    words(t('orders.order'), approval => whatOf(approval, t), {
      cell: approval => (
        <Link href={hrefOf(approval)} className="link">
          {whatOf(approval, t)}
        </Link>
      ),
    }),
    figures(
      t('approvals.meters'),
      ({ meters }) => meters,
      meters => format.count(meters),
    ),
    words(t('approvals.reasons'), ({ reasons }) =>
      reasons.map(one => t(`approvals.reason.${one}`)).join('; '),
    ),
    words(t('orders.by'), ({ requestedBy, note }) => (note ? `${requestedBy}: ${note}` : requestedBy), {
      isMinor: true,
    }),
    words(t('meter.state'), ({ state }) => t(`approvals.state.${state}`), {
      cell: ({ state, decidedBy, comment }) => (
        <span title={comment ?? undefined}>
          {t(`approvals.state.${state}`)}
          {decidedBy && <span className="text-ink-2"> · {decidedBy}</span>}
        </span>
      ),
    }),
    actions(t('common.actions'), approval =>
      mayDecide(approval) ? (
        <span className="flex gap-2">
          <Button look="primary" onPress={() => setAsked({ approval, isConsent: true })}>
            {t('approvals.approve')}
          </Button>
          <Button look="danger" onPress={() => setAsked({ approval, isConsent: false })}>
            {t('approvals.reject')}
          </Button>
        </span>
      ) : null,
    ),
  ]
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {decide.isError && <Failure what={t('approvals.not-decided')} error={decide.error} />}
      <List
        source={approvals}
        failed={t('approvals.failed')}
        empty={<Empty title={t('approvals.none')}>{t('approvals.none.means')}</Empty>}
        more={t('approvals.older')}
        bar={
          <Segmented
            label={t('meter.state')}
            options={[
              { key: 'waiting' as const, name: t('approvals.state.waiting') },
              { key: 'any' as const, name: t('messages.any') },
            ]}
            value={which}
            onChange={setWhich}
          />
        }
      >
        {(shown, isPartial) => (
          <Table
            label={t('orders.tab.approvals')}
            columns={columns}
            rows={shown}
            keyOf={({ id }) => id}
            isPartial={isPartial}
          />
        )}
      </List>
      {asked && (
        <DecisionDialog
          title={t(asked.isConsent ? 'approvals.approve-of' : 'approvals.reject-of', {
            what: whatOf(asked.approval, t),
          })}
          action={t(asked.isConsent ? 'approvals.approve' : 'approvals.reject')}
          isConsent={asked.isConsent}
          onDecide={comment => decide.mutate({ id: asked.approval.id, isConsent: asked.isConsent, comment })}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  )
}

function whatOf({ kind, endDevice, activity }: Approval, t: Text): string {
  return [kindName(kind, t), endDevice ?? activity].filter(part => part !== null).join(' · ')
}

function hrefOf({ control, activity }: Approval): string {
  return control === null
    ? `/orders/activities/${encodeURIComponent(activity ?? '')}`
    : `/orders/order/${encodeURIComponent(control)}`
}
