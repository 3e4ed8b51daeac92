import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf } from '../../api/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { actions, type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { platform, type Ticket, type Visit } from '../api/client.ts'
import { campaignQuery, participantsQuery, ticketsQuery, visitsQuery } from '../api/queries.ts'
import { FormDialog } from '../form-dialog.tsx'
import { VisitSheet } from './visit-sheet.tsx'

type Sheet =
  | { readonly kind: 'ask' }
  | { readonly kind: 'answer'; readonly ticket: Ticket }
  | { readonly kind: 'plan' | 'done'; readonly visit: Visit }

/** Questions to the support desk with their answers, and visits on site with what they found. */
export default function SupportRoom() {
  const t = useText()
  const format = useFormat()
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const tickets = useQuery(ticketsQuery)
  const visits = useQuery(visitsQuery)
  const mayOperate = useMay('operator')
  const isMember = useMay('vendor')
  const mayWrite = mayOperate || isMember
  const ticketColumns: Column<Ticket>[] = [
    words(t('campaign.subject'), ({ subject }) => subject),
    words(t('campaign.participant'), ({ participant }) => participant, { isMinor: true }),
    words(t('campaign.device'), ({ device }) => device, { isMinor: true }),
    words(t('campaign.state-of'), ({ state }) => t(`campaign.ticket.${state}`)),
    actions(t('campaign.actions'), ticket =>
      mayWrite ? (
        <Button onPress={() => setSheet({ kind: 'answer', ticket })}>{t('campaign.answer')}</Button>
      ) : null,
    ),
  ]
  const visitColumns: Column<Visit>[] = [
    words(t('campaign.device'), ({ device }) => device, { className: 'font-mono text-label' }),
    words(t('campaign.reason'), ({ reason }) => reason, { isMinor: true }),
    words(t('campaign.state-of'), ({ state, plannedFor, doneOn }) =>
      [t(`campaign.visit.${state}`), (doneOn ?? plannedFor) && format.day(doneOn ?? plannedFor ?? '')]
        .filter(Boolean)
        .join(' '),
    ),
    words(t('campaign.noise'), ({ findings }) =>
      findings
        .map(({ source, levelDbuv }) =>
          [t(`campaign.noise.${source}`), levelDbuv !== null && `${format.decimal(levelDbuv, 0)} dB(µV)`]
            .filter(Boolean)
            .join(' '),
        )
        .join(', '),
    ),
    actions(t('campaign.actions'), visit =>
      mayOperate && (visit.state === 'asked' || visit.state === 'planned') ? (
        <span className="flex justify-end gap-2">
          <Button onPress={() => setSheet({ kind: 'plan', visit })}>{t('campaign.plan')}</Button>
          <Button onPress={() => setSheet({ kind: 'done', visit })}>{t('campaign.note-findings')}</Button>
        </span>
      ) : null,
    ),
  ]
  const close = () => setSheet(null)
  return (
    <Page
      title={t('campaign.room.support')}
      aside={mayWrite && <Button onPress={() => setSheet({ kind: 'ask' })}>{t('campaign.ask')}</Button>}
    >
      <div className="flex flex-col gap-4">
        <Section title={t('campaign.tickets')}>
          <List
            source={whole(tickets)}
            failed={t('campaign.failed')}
            empty={<Empty title={t('campaign.no-tickets')} />}
          >
            {rows => (
              <Table
                isBare
                label={t('campaign.tickets')}
                columns={ticketColumns}
                rows={rows}
                keyOf={({ id }) => String(id)}
                detail={ticket => <Messages ticket={ticket} />}
              />
            )}
          </List>
        </Section>
        <Section title={t('campaign.visits')}>
          <List
            source={whole(visits)}
            failed={t('campaign.failed')}
            empty={<Empty title={t('campaign.no-visits')} />}
          >
            {rows => (
              <Table
                isBare
                label={t('campaign.visits')}
                columns={visitColumns}
                rows={rows}
                keyOf={({ id }) => String(id)}
                file="visits"
              />
            )}
          </List>
        </Section>
      </div>
      {sheet?.kind === 'ask' && <Ask onClose={close} />}
      {sheet?.kind === 'answer' && <Answer ticket={sheet.ticket} onClose={close} />}
      {(sheet?.kind === 'plan' || sheet?.kind === 'done') && (
        <VisitSheet visit={sheet.visit} kind={sheet.kind} onClose={close} />
      )}
    </Page>
  )
}

function Messages({ ticket }: { ticket: Ticket }) {
  const format = useFormat()
  const zone = useQuery(campaignQuery).data?.timeZone ?? 'UTC'
  return (
    <ol className="flex flex-col gap-3 py-2">
      {ticket.messages.map(({ at, author, text }) => (
        <li key={`${at} ${text}`}>
          <p className="label">
            {author} · {format.minute(zone, at)}
          </p>
          <p className="whitespace-pre-line">{text}</p>
        </li>
      ))}
    </ol>
  )
}

function Ask({ onClose }: { onClose: () => void }) {
  const t = useText()
  const participants = useQuery(participantsQuery).data?.items ?? []
  if (participants.length === 0) return null
  return (
    <FormDialog
      title={t('campaign.ask')}
      onClose={onClose}
      fields={[
        {
          name: 'participant',
          label: t('campaign.participant'),
          options: participants.map(({ id, name }) => ({ key: id, name })),
        },
        { name: 'device', label: t('campaign.device'), isOptional: true },
        { name: 'subject', label: t('campaign.subject') },
        { name: 'text', label: t('campaign.text'), type: 'area' },
      ]}
      onSend={({ participant = '', device, subject = '', text = '' }) =>
        answerOf(
          platform.POST('/api/v1/tickets', {
            body: { participant, subject, text, ...(device && { device }) },
          }),
        )
      }
    />
  )
}

function Answer({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useText()
  return (
    <FormDialog
      title={ticket.subject}
      onClose={onClose}
      fields={[{ name: 'text', label: t('campaign.text'), type: 'area' }]}
      onSend={({ text = '' }) =>
        answerOf(
          platform.POST('/api/v1/tickets/{id}/messages', {
            params: { path: { id: ticket.id } },
            body: { text },
          }),
        )
      }
    />
  )
}
