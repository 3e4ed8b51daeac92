import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConcentratorTicket } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { useMay } from '../../session/session.ts'
import { GiveDialog } from './give-dialog.tsx'
import { ticketsQuery, useRecall } from './ticket-queries.ts'

/** Tickets by which field devices reach this concentrator on site; each can be recalled before its time is over. */
export default function TicketsTab({ concentrator }: { concentrator: string }) {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const now = useNow()
  const mayGive = useMay('administrator')
  const tickets = useQuery(ticketsQuery(concentrator))
  const recall = useRecall(concentrator)
  const [isGiving, setGiving] = useState(false)
  const [asked, setAsked] = useState<ConcentratorTicket | null>(null)
  const columns: Column<ConcentratorTicket>[] = [
    words(t('tickets.device'), ({ fieldDevice }) => fieldDevice, { className: 'font-medium' }),
    words(t('tickets.right'), ({ right }) => t(`tickets.right.${right}`)),
    words(t('meter.state'), ticket => t(`tickets.state.${stateOf(ticket, now)}`), {
      cell: ticket => {
        const { recalledAt, recalledBy } = ticket
        return (
          <>
            {t(`tickets.state.${stateOf(ticket, now)}`)}
            {recalledAt && (
              <span className="text-ink-2">
                {' '}
                · {format.minute(zone, recalledAt)} · {recalledBy}
              </span>
            )}
          </>
        )
      },
    }),
    figures(
      t('tickets.until'),
      ({ notAfter }) => notAfter,
      at => format.minute(zone, at),
    ),
    figures(
      t('tickets.given'),
      ({ issuedAt }) => issuedAt,
      at => format.minute(zone, at),
      { isMinor: true, className: 'text-ink-2' },
    ),
    words(t('orders.by'), ({ issuedBy }) => issuedBy, { isMinor: true }),
    words(t('tickets.id'), ({ id }) => id, { isMinor: true, className: 'font-mono text-label' }),
  ]
  const recalling = actions<ConcentratorTicket>(t('common.actions'), ticket => {
    const state = stateOf(ticket, now)
    if (state === 'over' || state === 'recalled') return null
    return (
      <Button
        look="quiet"
        aria-label={t('tickets.recall-of', { device: ticket.fieldDevice })}
        onPress={() => setAsked(ticket)}
      >
        {t('tickets.recall')}
      </Button>
    )
  })
  return (
    <>
      {recall.isError && <Failure what={t('tickets.not-recalled')} error={recall.error} />}
      <p className="mb-4 max-w-prose text-ink-2">{t('tickets.meaning')}</p>
      <List
        source={whole(tickets)}
        failed={t('tickets.failed')}
        empty={
          <Empty title={t('tickets.none')}>
            {t(mayGive ? 'tickets.none.next' : 'tickets.none.administrator')}
          </Empty>
        }
        bar={
          mayGive && (
            <Button look="primary" onPress={() => setGiving(true)}>
              {t('tickets.give')}
            </Button>
          )
        }
      >
        {shown => (
          <Table
            label={t('concentrator.tab.tickets')}
            columns={mayGive ? [...columns, recalling] : columns}
            rows={shown}
            keyOf={({ id }) => id}
          />
        )}
      </List>
      {isGiving && <GiveDialog concentrator={concentrator} onClose={() => setGiving(false)} />}
      {asked && (
        <Confirm
          isOpen
          title={t('tickets.recall-of', { device: asked.fieldDevice })}
          consequence={t('tickets.recall-means', { concentrator })}
          action={t('tickets.recall')}
          onConfirm={() => recall.mutate(asked.id)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}

function stateOf({ notBefore, notAfter, recalledAt }: ConcentratorTicket, now: number) {
  if (recalledAt !== null) return 'recalled'
  if (Date.parse(notAfter) < now) return 'over'
  return Date.parse(notBefore) > now ? 'early' : 'valid'
}
