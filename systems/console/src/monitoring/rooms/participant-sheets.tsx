import { answerOf } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { type IntegrationTest, type Offer, type Participant, platform } from '../api/client.ts'
import { FormDialog } from '../form-dialog.tsx'

/** What is to be done, and about whom. */
export type SheetOf =
  | { readonly kind: 'participant' }
  | { readonly kind: 'contract' | 'offer' | 'test'; readonly participant: Participant }
  | { readonly kind: 'outcome'; readonly test: IntegrationTest }

interface SheetProps {
  readonly of: SheetOf
  readonly offers: readonly Offer[]
  readonly onClose: () => void
}

const kinds = ['maker', 'supplier', 'service-provider'] as const
const outcomes = ['passed', 'failed'] as const

/** The forms of the room of participants. */
export function ParticipantSheet({ of, offers, onClose }: SheetProps) {
  if (of.kind === 'participant') return <NewParticipant onClose={onClose} />
  if (of.kind === 'outcome') return <Outcome test={of.test} onClose={onClose} />
  if (of.kind === 'contract') return <Contract participant={of.participant} onClose={onClose} />
  if (of.kind === 'test') return <Test participant={of.participant} onClose={onClose} />
  return <AddOffer participant={of.participant} offers={offers} onClose={onClose} />
}

function NewParticipant({ onClose }: { onClose: () => void }) {
  const t = useText()
  return (
    <FormDialog
      title={t('campaign.add-participant')}
      onClose={onClose}
      fields={[
        { name: 'id', label: t('campaign.short-name'), hint: t('campaign.short-name.hint') },
        { name: 'name', label: t('campaign.participant') },
        {
          name: 'kind',
          label: t('campaign.participant-kind'),
          options: kinds.map(key => ({ key, name: t(`campaign.participant-kind.${key}`) })),
        },
        { name: 'contact', label: t('campaign.contact'), type: 'email' },
      ]}
      onSend={({ id = '', name = '', contact = '', kind }) =>
        answerOf(
          platform.POST('/api/v1/participants', {
            body: { id, name, contact, kind: kinds.find(key => key === kind) ?? 'maker' },
          }),
        )
      }
    />
  )
}

function Contract({ participant, onClose }: { participant: Participant; onClose: () => void }) {
  const t = useText()
  return (
    <FormDialog
      title={t('campaign.sign')}
      onClose={onClose}
      fields={[{ name: 'date', label: t('campaign.by.day'), type: 'date' }]}
      onSend={({ date = '' }) =>
        answerOf(
          platform.PUT('/api/v1/participants/{id}/contract', {
            params: { path: { id: participant.id } },
            body: { state: 'signed', date },
          }),
        )
      }
    />
  )
}

interface AddOfferProps {
  readonly participant: Participant
  readonly offers: readonly Offer[]
  readonly onClose: () => void
}

/** One more model, or another number of one; the others stay offered as they are. */
function AddOffer({ participant, offers, onClose }: AddOfferProps) {
  const t = useText()
  const send = ({ maker = '', model = '', offered = '' }: Readonly<Record<string, string>>) => {
    const others = offers.filter(
      its => its.participant === participant.id && !(its.maker === maker && its.model === model),
    )
    const items = others.map(its => ({ maker: its.maker, model: its.model, offered: its.offered }))
    return answerOf(
      platform.PUT('/api/v1/participants/{id}/offers', {
        params: { path: { id: participant.id } },
        body: { items: [...items, { maker, model, offered: Number(offered) }] },
      }),
    )
  }
  return (
    <FormDialog
      title={t('campaign.offer')}
      onClose={onClose}
      onSend={send}
      fields={[
        { name: 'maker', label: t('campaign.maker'), initial: participant.name },
        { name: 'model', label: t('campaign.by.model') },
        { name: 'offered', label: t('campaign.offered'), type: 'number' },
      ]}
    />
  )
}

function Test({ participant, onClose }: { participant: Participant; onClose: () => void }) {
  const t = useText()
  return (
    <FormDialog
      title={t('campaign.book')}
      onClose={onClose}
      fields={[
        { name: 'maker', label: t('campaign.maker'), initial: participant.name },
        { name: 'model', label: t('campaign.by.model') },
        { name: 'hardware', label: t('campaign.hardware') },
        { name: 'firmware', label: t('campaign.firmware') },
        { name: 'from', label: t('campaign.from'), type: 'date' },
        { name: 'to', label: t('campaign.to'), type: 'date' },
        { name: 'place', label: t('campaign.place') },
      ]}
      onSend={({ maker = '', model = '', hardware = '', firmware = '', from = '', to = '', place = '' }) =>
        answerOf(
          platform.POST('/api/v1/integration-tests', {
            body: { participant: participant.id, maker, model, hardware, firmware, from, to, place },
          }),
        )
      }
    />
  )
}

function Outcome({ test, onClose }: { test: IntegrationTest; onClose: () => void }) {
  const t = useText()
  return (
    <FormDialog
      title={t('campaign.conclude')}
      onClose={onClose}
      fields={[
        {
          name: 'outcome',
          label: t('campaign.outcome'),
          options: outcomes.map(key => ({ key, name: t(`campaign.outcome.${key}`) })),
        },
        { name: 'report', label: t('campaign.report'), type: 'area', isOptional: true },
      ]}
      onSend={({ outcome, report }) =>
        answerOf(
          platform.POST('/api/v1/integration-tests/{id}/outcome', {
            params: { path: { id: test.id } },
            body: { outcome: outcomes.find(key => key === outcome) ?? 'failed', ...(report && { report }) },
          }),
        )
      }
    />
  )
}
