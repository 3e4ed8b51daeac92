import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { intervalBlocksQuery } from '../../api/queries.ts'
import type { SimulatedCustomerDevice } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Select } from '../../kit/form/select.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'

interface TwoCurvesProps {
  readonly serial: string
  readonly timeZone: string
  /** What the device has of the last days. */
  readonly days: SimulatedCustomerDevice['days']
}

type Values = readonly (number | null)[]

/** Active energy import, as it is collected. */
const obis = '1.0.1.8.0.255'

/** The curve that the head-end has collected beside that which the device has heard, quarter by quarter. */
export function TwoCurves({ serial, days }: TwoCurvesProps) {
  const t = useText()
  const format = useFormat()
  const whole = days.findLast(({ values }) => values.every(value => value !== null)) ?? days.at(-1)
  const [chosen, setChosen] = useState<string | null>(null)
  const day = days.find(({ date }) => date === chosen) ?? whole
  if (day === undefined)
    return (
      <Section title={t('customer-device.curves')}>
        <Empty title={t('customer-device.curves.none')} />
      </Section>
    )
  return (
    <Section
      title={t('customer-device.curves')}
      aside={
        <Select
          bare
          label={t('customer-device.day')}
          options={days.toReversed().map(({ date }) => ({ key: date, name: format.dayLong(date) }))}
          value={day.date}
          onChange={setChosen}
        />
      }
    >
      <OfDay serial={serial} date={day.date} heard={day.values} />
    </Section>
  )
}

function OfDay({ serial, date, heard }: { serial: string; date: string; heard: Values }) {
  const t = useText()
  const { data, error, refetch } = useQuery(
    intervalBlocksQuery({ endDevice: serial, obis, from: date, to: date }),
  )
  if (error)
    return <Failure what={t('customer-device.curves.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={4} />
  const collected: Values = data[0]?.values ?? []
  const most = Math.max(...[...collected, ...heard].map(value => value ?? 0), 1)
  const both = heard.flatMap((value, i) => {
    const other = collected[i] ?? null
    return value === null || other === null ? [] : [value === other]
  })
  const same = both.filter(Boolean).length
  return (
    <>
      <div className="grid gap-x-8 gap-y-4 tablet:grid-cols-2">
        <Bars
          name={t('customer-device.curves.meter')}
          values={collected}
          most={most}
          quarters={heard.length}
        />
        <Bars name={t('customer-device.curves.device')} values={heard} most={most} quarters={heard.length} />
      </div>
      <p className="mt-3 text-ink-2">
        {both.length === 0
          ? t('customer-device.curves.not-collected')
          : t('customer-device.curves.same', { same, of: both.length })}
      </p>
    </>
  )
}

const [height, barWidth] = [90, 6]

/** A day as bars; what is not known has a mark on the ground line. */
function Bars({
  name,
  values,
  most,
  quarters,
}: {
  name: string
  values: Values
  most: number
  quarters: number
}) {
  const t = useText()
  const format = useFormat()
  const known = values.filter(value => value !== null)
  const sum = known.reduce((total, value) => total + value, 0)
  const figure = known.length === 0 ? '–' : format.exact(sum, 'Wh')
  const text = t('customer-device.curves.known', { known: known.length, of: quarters })
  return (
    <figure>
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">{name}</span>
        <span className="text-ink-2">
          <span className="figures">{figure}</span> · {text}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${name}: ${figure}, ${text}`}
        viewBox={`0 0 ${quarters * barWidth} ${height + 8}`}
        preserveAspectRatio="none"
        className="h-28 w-full"
      >
        {Array.from({ length: quarters }, (_, i) => {
          const value = values[i] ?? null
          const x = i * barWidth
          if (value === null)
            return <rect key={x} x={x} y={height + 2} width={barWidth - 1} height={3} className="fill-edge" />
          const tall = Math.max((height * value) / most, 0.5)
          return (
            <rect
              key={x}
              x={x}
              y={height - tall}
              width={barWidth - 1}
              height={tall}
              className="fill-import"
            />
          )
        })}
      </svg>
      <p aria-hidden="true" className="label flex justify-between">
        {[0, 6, 12, 18, 24].map(hour => (
          <span key={hour}>{hour}</span>
        ))}
      </p>
    </figure>
  )
}
