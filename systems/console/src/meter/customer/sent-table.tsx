import { useQuery } from '@tanstack/react-query'
import type { SentCounters, SimulatedCustomerDevice } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { ShareBar } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { sentQuery, useReadSent } from './customer-queries.ts'

interface SentTableProps {
  readonly serial: string
  readonly mayRead: boolean
  /** What a simulated device has received, by day; undefined where the device is a customer's. */
  readonly received: SimulatedCustomerDevice['counters'] | undefined
}

/** The registers of a day that a meter of the exchange has. */
const kinds = ['loadCurve', 'instPower', 'alerts'] as const

interface Row {
  readonly sent: SentCounters
  readonly received: SimulatedCustomerDevice['counters'][number] | undefined
}

/** How many messages the meter has sent on each day, and how many of them have come. */
export function SentTable({ serial, mayRead, received }: SentTableProps) {
  const t = useText()
  const format = useFormat()
  const read = useReadSent(serial)
  const isVoid = ({ sent, received: its }: Row) => sent.powerLoss || its?.powerLoss === true
  const success = figures<Row, number>(
    t('customer-device.success'),
    row => (isVoid(row) ? null : shareOf(row)),
    share => <ShareBar share={share} />,
  )
  const columns: Column<Row>[] = [
    words<Row>(t('customer-device.day'), ({ sent }) => format.dayWithYear(sent.day), {
      order: ({ sent }) => sent.day,
      className: 'whitespace-nowrap',
    }),
    ...kinds.map(kind =>
      figures<Row, number>(
        t(`customer-device.sent.${kind}`),
        ({ sent }) => sent[kind],
        count => format.count(count),
        // On a phone the quarters, and what arrived, are enough.
        { isMinor: kind !== 'loadCurve' },
      ),
    ),
    ...(received === undefined ? [] : [success]),
    words<Row>(t('customer-device.void'), row => (isVoid(row) ? t('customer-device.void.supply') : null), {
      isMinor: true,
    }),
  ]
  const source = useQuery({
    ...sentQuery(serial),
    select: page => ({
      items: page.items
        .map((sent): Row => ({ sent, received: received?.find(({ day }) => day === sent.day) }))
        .toSorted((a, b) => (a.sent.day < b.sent.day ? 1 : -1)),
    }),
  })
  return (
    <Section
      title={t('customer-device.sent')}
      aside={
        mayRead && (
          <Button isPending={read.isPending} onPress={() => read.mutate(undefined)}>
            {t('customer-device.sent.read')}
          </Button>
        )
      }
    >
      {read.error && <Failure what={t('customer-device.sent.not-read')} error={read.error} />}
      <List
        source={whole(source)}
        failed={t('customer-device.sent.failed')}
        empty={<Empty title={t('customer-device.sent.none')}>{t('customer-device.sent.none.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('customer-device.sent.by-day')}
            className="max-h-96"
            columns={columns}
            rows={shown}
            keyOf={({ sent }) => sent.day}
            file={`sent-messages-${serial}`}
          />
        )}
      </List>
    </Section>
  )
}

/** Received of sent, all kinds together; null on a day without any. */
function shareOf({ sent, received }: Row): number | null {
  const all = kinds.reduce((sum, kind) => sum + sent[kind], 0)
  // Counters are read at different times: of the running day a device may know more.
  const come = kinds.reduce((sum, kind) => sum + Math.min(sent[kind], received?.[kind] ?? 0), 0)
  return all === 0 ? null : come / all
}
