import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf } from '../../api/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { type IntegrationTest, type Offer, type Participant, type Province, platform } from '../api/client.ts'
import { offersQuery, participantsQuery, provincesQuery, testsQuery } from '../api/queries.ts'
import { Notices } from './notices.tsx'
import { ParticipantSheet, type SheetOf } from './participant-sheets.tsx'

/** Who takes part: contracts, offers and places, integration tests, provinces, and what participants were told. */
export default function ParticipantsRoom() {
  const t = useText()
  const format = useFormat()
  const [sheet, setSheet] = useState<SheetOf | null>(null)
  const participants = useQuery(participantsQuery)
  const offers = useQuery(offersQuery)
  const tests = useQuery(testsQuery)
  const provinces = useQuery(provincesQuery)
  const mayOperate = useMay('operator')
  const isMember = useMay('vendor')
  const participantColumns: Column<Participant>[] = [
    words(t('campaign.participant'), ({ name }) => name),
    words(t('campaign.contract'), ({ contractState, contractDate }) =>
      [t(`campaign.contract.${contractState}`), contractDate && format.day(contractDate)]
        .filter(Boolean)
        .join(' '),
    ),
    words(t('campaign.contact'), ({ contact }) => contact, { isMinor: true }),
    figures(t('campaign.offered'), ({ offered }) => offered, format.count),
    figures(t('campaign.places'), ({ granted }) => granted, format.count),
    figures(t('campaign.devices'), ({ devices }) => devices, format.count),
    actions(t('campaign.actions'), participant => (
      <span className="flex justify-end gap-2">
        {mayOperate && participant.contractState === 'requested' && (
          <Button onPress={() => setSheet({ kind: 'contract', participant })}>{t('campaign.sign')}</Button>
        )}
        {(mayOperate || isMember) && (
          <Button onPress={() => setSheet({ kind: 'offer', participant })}>{t('campaign.offer')}</Button>
        )}
        {mayOperate && participant.contractState === 'signed' && (
          <Button onPress={() => setSheet({ kind: 'test', participant })}>{t('campaign.book')}</Button>
        )}
      </span>
    )),
  ]
  const offerColumns: Column<Offer>[] = [
    words(t('campaign.by.model'), ({ maker, model }) => `${maker} ${model}`),
    words(t('campaign.participant'), ({ participant }) => participant, { isMinor: true }),
    figures(t('campaign.offered'), ({ offered }) => offered, format.count),
    figures(t('campaign.places'), ({ granted }) => granted, format.count),
    figures(t('campaign.taken'), ({ devices }) => devices, format.count),
  ]
  const testColumns: Column<IntegrationTest>[] = [
    words(
      t('campaign.by.model'),
      ({ maker, model, hardware, firmware }) => `${maker} ${model} ${hardware} / ${firmware}`,
    ),
    words(t('campaign.period'), ({ from, to }) => format.daySpan(from, to)),
    words(t('campaign.place'), ({ place }) => place, { isMinor: true }),
    words(t('campaign.outcome'), ({ outcome }) => t(`campaign.outcome.${outcome ?? 'open'}`)),
    actions(t('campaign.actions'), test =>
      mayOperate && test.outcome === null ? (
        <Button onPress={() => setSheet({ kind: 'outcome', test })}>{t('campaign.conclude')}</Button>
      ) : null,
    ),
  ]
  const provinceColumns: Column<Province>[] = [
    words(t('campaign.by.province'), ({ code, name }) => `${code} ${name}`),
    words(t('campaign.region'), ({ region }) => region, { isMinor: true }),
    figures(t('campaign.meters'), ({ meters }) => meters, format.count),
    figures(t('campaign.devices'), ({ devices }) => devices, format.count),
    words(t('campaign.open'), ({ open }) => t(open ? 'campaign.open.yes' : 'campaign.open.no')),
  ]
  return (
    <Page
      title={t('campaign.room.participants')}
      aside={
        mayOperate && (
          <Button onPress={() => setSheet({ kind: 'participant' })}>{t('campaign.add-participant')}</Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <Section title={t('campaign.room.participants')}>
          <List
            source={whole(participants)}
            failed={t('campaign.failed')}
            empty={<Empty title={t('campaign.no-participants')} />}
          >
            {rows => (
              <Table
                isBare
                label={t('campaign.room.participants')}
                columns={participantColumns}
                rows={rows}
                keyOf={({ id }) => id}
              />
            )}
          </List>
        </Section>
        <Section title={t('campaign.offers')} aside={mayOperate && <Share />}>
          <List
            source={whole(offers)}
            failed={t('campaign.failed')}
            empty={<Empty title={t('campaign.no-offers')} />}
          >
            {rows => (
              <Table
                isBare
                label={t('campaign.offers')}
                columns={offerColumns}
                rows={rows}
                keyOf={({ participant, maker, model }) => `${participant} ${maker} ${model}`}
                file="offers"
              />
            )}
          </List>
        </Section>
        <Section title={t('campaign.tests')}>
          <List
            source={whole(tests)}
            failed={t('campaign.failed')}
            empty={<Empty title={t('campaign.no-tests')} />}
          >
            {rows => (
              <Table
                isBare
                label={t('campaign.tests')}
                columns={testColumns}
                rows={rows}
                keyOf={({ id }) => String(id)}
              />
            )}
          </List>
        </Section>
        <Notices />
        <Section title={t('campaign.provinces')}>
          <List
            source={whole(provinces)}
            failed={t('campaign.failed')}
            empty={<Empty title={t('campaign.no-provinces')} />}
          >
            {rows => (
              <Table
                isBare
                label={t('campaign.provinces')}
                columns={provinceColumns}
                rows={rows}
                keyOf={({ code }) => code}
              />
            )}
          </List>
        </Section>
      </div>
      {sheet && (
        <ParticipantSheet of={sheet} offers={offers.data?.items ?? []} onClose={() => setSheet(null)} />
      )}
    </Page>
  )
}

function Share() {
  const t = useText()
  const queries = useQueryClient()
  const share = useMutation({
    mutationFn: () => answerOf(platform.POST('/api/v1/quota')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['monitoring'] }),
  })
  return (
    <span className="flex items-center gap-3">
      {share.error && <Failure what={t('campaign.failed')} error={share.error} />}
      <Button onPress={() => share.mutate()} isPending={share.isPending}>
        {t('campaign.share')}
      </Button>
    </span>
  )
}
