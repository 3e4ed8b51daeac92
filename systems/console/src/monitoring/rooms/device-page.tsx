import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf } from '../../api/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { type Column, figures, Nothing, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { type Device, type DeviceDay, platform } from '../api/client.ts'
import { deviceDaysQuery, deviceQuery } from '../api/queries.ts'
import { FormDialog } from '../form-dialog.tsx'

/** A device: what it is, and its days, what was sent beside what arrived. */
export default function DevicePage({ id }: { id: string }) {
  const t = useText()
  const device = useQuery(deviceQuery(id))
  const days = useQuery(deviceDaysQuery(id))
  const [isAsking, setAsking] = useState(false)
  const isMember = useMay('vendor')
  const mayAsk = useMay('operator') || isMember
  const ask = ({ reason = '' }: Readonly<Record<string, string>>) =>
    answerOf(platform.POST('/api/v1/visits', { body: { device: id, reason } }))
  return (
    <Page
      title={id}
      heading={<span className="font-mono">{id}</span>}
      aside={mayAsk && <Button onPress={() => setAsking(true)}>{t('campaign.ask-visit')}</Button>}
    >
      {device.error && <Failure what={t('campaign.failed')} error={device.error} />}
      {device.isPending && <Skeleton lines={4} />}
      {device.data && <Facts device={device.data} />}
      <Section title={t('campaign.its-days')} className="mt-4">
        <List
          source={whole(days)}
          failed={t('campaign.failed')}
          empty={<Empty title={t('campaign.none')}>{t('campaign.none.next')}</Empty>}
        >
          {rows => <Days rows={rows} />}
        </List>
      </Section>
      {isAsking && (
        <FormDialog
          title={t('campaign.ask-visit')}
          fields={[{ name: 'reason', label: t('campaign.reason'), type: 'area' }]}
          onSend={ask}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  )
}

function Facts({ device }: { device: Device }) {
  const t = useText()
  const format = useFormat()
  const { maker, model, hardware, firmware, tested, points, survey, rate } = device
  return (
    <Section title={`${maker} ${model}`}>
      <dl className="grid grid-cols-4 gap-x-6 gap-y-3 max-desk:grid-cols-3 max-tablet:grid-cols-2">
        <Fact name={t('campaign.success')}>{rate === null ? <Nothing /> : format.share(rate)}</Fact>
        <Fact name={t('campaign.hardware')}>{hardware}</Fact>
        <Fact name={t('campaign.firmware')}>
          {tested ? firmware : t('campaign.untested', { firmware: device.toldFirmware ?? firmware })}
        </Fact>
        <Fact name={t('campaign.since')}>{format.dayWithYear(device.starts)}</Fact>
        {device.smitpAddress !== null && <Fact name={t('campaign.smitp')}>{device.smitpAddress}</Fact>}
        {device.systemTitle !== null && <Fact name={t('campaign.title')}>{device.systemTitle}</Fact>}
        {points.map(({ meter, pod, province }) => (
          <Fact key={meter} name={meter}>
            {pod ?? ''} {province}
          </Fact>
        ))}
        {survey.dwelling && (
          <Fact name={t('campaign.dwelling')}>{t(`campaign.dwelling.${survey.dwelling}`)}</Fact>
        )}
        {survey.residents !== undefined && (
          <Fact name={t('campaign.residents')}>{format.count(survey.residents)}</Fact>
        )}
        {survey.appliances && <Fact name={t('campaign.appliances')}>{survey.appliances.join(', ')}</Fact>}
      </dl>
    </Section>
  )
}

const kinds = ['instPower', 'alerts', 'loadCurve', 'prodAvg', 'prodInst'] as const

function Days({ rows }: { rows: readonly DeviceDay[] }) {
  const t = useText()
  const format = useFormat()
  // Kinds that neither side counts, as of production where there is none, are left out.
  const counted = kinds.filter(kind => rows.some(({ sent, received }) => sent?.[kind] ?? received?.[kind]))
  const pair = ({ sent, received }: DeviceDay, kind: (typeof kinds)[number]) => {
    const count = (value: number | null | undefined) => (value == null ? '–' : format.count(value))
    return t('campaign.of', { some: count(received?.[kind]), all: count(sent?.[kind]) })
  }
  const columns: Column<DeviceDay>[] = [
    words(t('campaign.by.day'), ({ day }) => day),
    words(t('campaign.meter'), ({ meter }) => meter, { isMinor: true }),
    ...counted.map(kind =>
      figures<DeviceDay, string>(
        t(`campaign.kind.${kind}`),
        day => pair(day, kind),
        text => text,
      ),
    ),
    words(t('campaign.counts'), ({ void: reason }) =>
      reason === null ? t('campaign.counts.yes') : t(`campaign.void.${reason}`),
    ),
  ]
  return (
    <Table
      isBare
      label={t('campaign.its-days')}
      columns={columns}
      rows={rows}
      keyOf={({ day, meter }) => `${day} ${meter}`}
      file="days"
    />
  )
}
