import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CustomerText } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { textsQuery } from './customer-queries.ts'
import { PricesDialog } from './prices-dialog.tsx'
import { TextDialog } from './text-dialog.tsx'

interface CorrespondenceProps {
  readonly device: string
  readonly timeZone: string
  readonly mayTell: boolean
}

/** Texts and prices that were told to a device, and how far they have come. */
export function Correspondence({ device, timeZone, mayTell }: CorrespondenceProps) {
  const t = useText()
  const format = useFormat()
  const [dialog, setDialog] = useState<'text' | 'prices' | null>(null)
  const minute = (at: string) => format.minute(timeZone, at)
  const receipt = ({ publishedAt, receivedAt, readAt }: CustomerText): string => {
    if (readAt !== null) return t('customer-device.told.read', { at: minute(readAt) })
    if (receivedAt !== null) return t('customer-device.told.received', { at: minute(receivedAt) })
    return publishedAt === null
      ? t('customer-device.told.waits')
      : t('customer-device.told.left', { at: minute(publishedAt) })
  }
  const columns: Column<CustomerText>[] = [
    words(t('customer-device.told.at'), ({ createdAt }) => minute(createdAt), {
      order: ({ createdAt }) => createdAt,
      className: 'whitespace-nowrap',
    }),
    words(t('customer-device.told.text'), ({ summary }) => summary),
    words(t('customer-device.told.receipt'), receipt),
    words(t('customer-device.told.by'), ({ createdBy }) => createdBy, { isMinor: true }),
  ]
  const aside = mayTell && (
    <span className="flex flex-wrap justify-end gap-2">
      <Button onPress={() => setDialog('text')}>{t('customer-device.tell')}</Button>
      <Button onPress={() => setDialog('prices')}>{t('customer-device.tell-prices')}</Button>
    </span>
  )
  return (
    <Section title={t('customer-device.told')} aside={aside}>
      <List
        source={whole(useQuery(textsQuery(device)))}
        failed={t('customer-device.told.failed')}
        empty={<Empty title={t('customer-device.told.none')}>{t('customer-device.told.none.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('customer-device.told.list')}
            className="max-h-96"
            columns={columns}
            rows={shown}
            keyOf={({ id }) => id}
          />
        )}
      </List>
      {dialog === 'text' && <TextDialog device={device} onClose={() => setDialog(null)} />}
      {dialog === 'prices' && (
        <PricesDialog device={device} timeZone={timeZone} onClose={() => setDialog(null)} />
      )}
    </Section>
  )
}
