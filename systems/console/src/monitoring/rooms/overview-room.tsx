import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Nothing } from '../../kit/table/column.tsx'
import { useMay } from '../../session/session.ts'
import type { Campaign, Overview } from '../api/client.ts'
import { campaignQuery, type Grouping, groupings, overviewQuery, successQuery } from '../api/queries.ts'
import { SuccessTable } from './success-table.tsx'

/** How the campaign goes, in sums that everybody may see. */
export default function OverviewRoom() {
  const t = useText()
  const [by, setBy] = useState<Grouping>('kind')
  const campaign = useQuery(campaignQuery)
  const overview = useQuery(overviewQuery)
  const success = useQuery(successQuery(by))
  const mayReport = useMay('evaluator')
  return (
    <Page
      title={campaign.data?.name ?? t('campaign.name')}
      aside={
        mayReport && (
          <span className="flex gap-4">
            <a href="/api/v1/report?format=pdf" download className="link">
              {t('campaign.report.pdf')}
            </a>
            <a href="/api/v1/report?format=csv" download className="link">
              {t('campaign.report.csv')}
            </a>
          </span>
        )
      }
    >
      {campaign.error && (
        <Failure what={t('campaign.failed')} error={campaign.error} onRetry={() => void campaign.refetch()} />
      )}
      {campaign.data && overview.data && <Figures campaign={campaign.data} overview={overview.data} />}
      {overview.isPending && <Skeleton lines={4} />}
      <Section
        title={t('campaign.success')}
        className="mt-4"
        aside={
          <Segmented
            label={t('campaign.success')}
            options={groupings.map(key => ({ key, name: t(`campaign.by.${key}`) }))}
            value={by}
            onChange={setBy}
          />
        }
      >
        <List
          source={whole(success)}
          failed={t('campaign.failed')}
          empty={
            by === 'hour' ? (
              <Empty title={t('campaign.none.hours')}>{t('campaign.none.hours.next')}</Empty>
            ) : (
              <Empty title={t('campaign.none')}>{t('campaign.none.next')}</Empty>
            )
          }
        >
          {rows => <SuccessTable by={by} rows={rows} />}
        </List>
        <p className="label mt-3">{t('campaign.success.meaning')}</p>
      </Section>
    </Page>
  )
}

function Figures({ campaign, overview }: { campaign: Campaign; overview: Overview }) {
  const t = useText()
  const format = useFormat()
  const { deviceRates } = overview
  const share = (rate: number | null) => (rate === null ? <Nothing /> : format.share(rate))
  return (
    <Section title={t('campaign.state')}>
      <dl className="grid grid-cols-4 gap-x-6 gap-y-3 max-desk:grid-cols-3 max-tablet:grid-cols-2">
        <Fact name={t('campaign.period')}>{format.daySpan(campaign.starts, campaign.ends)}</Fact>
        <Fact name={t('campaign.devices')}>
          {t('campaign.of', { some: format.count(overview.devices), all: format.count(campaign.target) })}
        </Fact>
        <Fact name={t('campaign.heard')}>{format.count(overview.devicesHeard)}</Fact>
        <Fact name={t('campaign.days')}>{format.count(overview.days)}</Fact>
        <Fact name={t('campaign.void')}>
          {overview.voidDays.map(({ reason, days }) => (
            <span key={reason} className="block">
              {t(`campaign.void.${reason}`)} {format.count(days)}
            </span>
          ))}
          {overview.voidDays.length === 0 && '0'}
        </Fact>
        <Fact name={t('campaign.median')}>{share(deviceRates.median)}</Fact>
        <Fact name={t('campaign.worst')}>{share(deviceRates.p5)}</Fact>
        <Fact name={t('campaign.visits')}>
          {t('campaign.of', { some: format.count(campaign.visits), all: format.count(campaign.mostVisits) })}
        </Fact>
      </dl>
    </Section>
  )
}
