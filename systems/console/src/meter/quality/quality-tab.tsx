import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SupplyQuality } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { DipTable } from './dip-table.tsx'
import { DistortionBars } from './distortion-bars.tsx'
import { qualityQuery, useReadQuality } from './quality-queries.ts'

const spans = ['7', '30', '90'] as const
type Span = (typeof spans)[number]

interface QualityTabProps {
  readonly serial: string
  readonly timeZone: string
  readonly mayRead: boolean
}

/** The quality of supply at the meter: interruptions, dips by class, voltage and distortion against their limits. */
export default function QualityTab({ serial, timeZone, mayRead }: QualityTabProps) {
  const t = useText()
  const format = useFormat()
  const [span, setSpan] = useState<Span>('7')
  const { data, error, refetch } = useQuery(qualityQuery(serial, Number(span)))
  const read = useReadQuality(serial)
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={t('communication.span')}
          options={spans.map(key => ({ key, name: t('communication.last-days', { days: Number(key) }) }))}
          value={span}
          onChange={setSpan}
          className="w-40"
        />
        {mayRead && (
          <Button look="primary" isPending={read.isPending} onPress={() => read.mutate()}>
            {t('quality.read')}
          </Button>
        )}
        {data && (
          <span className="text-ink-2">
            {data.surveyedAt === null
              ? t('quality.never')
              : t('quality.read-at', { at: format.minute(timeZone, data.surveyedAt) })}
          </span>
        )}
      </div>
      {read.error && <Failure what={t('quality.not-read')} error={read.error} />}
      {error && <Failure what={t('quality.failed')} error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data && <Report quality={data} timeZone={timeZone} />}
    </div>
  )
}

function Report({ quality, timeZone }: { quality: SupplyQuality; timeZone: string }) {
  const t = useText()
  return (
    <div className="grid gap-4 desk:grid-cols-2">
      <Interruptions quality={quality} timeZone={timeZone} />
      <Voltage quality={quality} />
      <Section title={t('quality.sags')}>
        <DipTable
          dips={quality.sags}
          rows="ABCDX"
          columns={['0.2', '0.5', '1', '5', '60']}
          timeZone={timeZone}
        />
      </Section>
      <Section title={t('quality.swells')}>
        <DipTable dips={quality.swells} rows="ST" columns={['0.5', '5', '60']} timeZone={timeZone} />
      </Section>
      {quality.distortion.length > 0 && (
        <Section title={t('quality.distortion')}>
          <DistortionBars distortion={quality.distortion} />
        </Section>
      )}
    </div>
  )
}

function Interruptions({ quality, timeZone }: { quality: SupplyQuality; timeZone: string }) {
  const t = useText()
  const format = useFormat()
  const { short, long, shortEver, longEver, list } = quality.interruptions
  const shown = (value: number | null) => (value === null ? '–' : format.count(value))
  return (
    <Section title={t('quality.interruptions')}>
      <dl className="mb-3 flex flex-wrap gap-x-8 gap-y-2">
        <Fact name={t('quality.short')}>{shown(short)}</Fact>
        <Fact name={t('quality.long')}>{shown(long)}</Fact>
        <Fact name={t('quality.ever')}>
          {shown(shortEver)} / {shown(longEver)}
        </Fact>
      </dl>
      {list.length > 0 && (
        <Table
          label={t('quality.long')}
          isBare
          columns={[
            figures<(typeof list)[number], string>(
              t('quality.began'),
              ({ began }) => began,
              at => format.stamp(timeZone, at),
            ),
            figures<(typeof list)[number], string>(
              t('quality.ended'),
              ({ ended }) => ended,
              at => format.stamp(timeZone, at),
            ),
            figures<(typeof list)[number], number>(
              t('quality.seconds'),
              ({ seconds }) => seconds,
              format.count,
            ),
          ]}
          rows={list}
          keyOf={({ ended }) => ended}
        />
      )}
    </Section>
  )
}

type Phase = SupplyQuality['voltage'][number]

function Voltage({ quality: { voltage } }: { quality: SupplyQuality }) {
  const t = useText()
  const format = useFormat()
  const volts = (value: number) => format.decimal(value, 1)
  return (
    <Section title={t('quality.voltage')}>
      {voltage.length === 0 ? (
        <p className="text-ink-2">{t('quality.no-means')}</p>
      ) : (
        <Table
          label={t('quality.voltage')}
          isBare
          columns={[
            words<Phase>(t('quality.phase'), ({ phase }) => `L${phase}`),
            figures<Phase, number>(t('quality.within'), ({ within }) => within, format.share),
            figures<Phase, number>(t('quality.least'), ({ least }) => least, volts),
            figures<Phase, number>(t('quality.mean'), ({ mean }) => mean, volts),
            figures<Phase, number>(t('quality.most'), ({ most }) => most, volts),
            words<Phase>(t('quality.verdict'), ({ kept }) => t(kept ? 'quality.kept' : 'quality.not-kept')),
          ]}
          rows={voltage}
          keyOf={({ phase }) => String(phase)}
        />
      )}
    </Section>
  )
}
