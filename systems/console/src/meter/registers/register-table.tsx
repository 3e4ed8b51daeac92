import { useFormat } from '../../i18n/use-format.ts'
import { useObjectName } from '../../i18n/use-object-name.ts'
import { useText } from '../../i18n/use-text.ts'
import type { Column } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { quality, qualityName } from '../curve/quarters/quality.ts'

interface Register {
  readonly obis: string
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly time: string
  readonly quality?: number
}

interface RegisterTableProps {
  readonly registers: readonly Register[]
  readonly timeZone: string
}

/** Register readings, each with the moment it held. */
export function RegisterTable({ registers, timeZone }: RegisterTableProps) {
  const t = useText()
  const format = useFormat()
  const nameOf = useObjectName()
  const columns: Column<Register>[] = [
    {
      name: t('register.name'),
      className: 'py-1',
      cell: ({ name, obis, time }) => (
        <>
          {nameOf({ name, obis })}
          <span className="block text-label text-ink-3 tablet:hidden">
            <span className="font-mono">{obis}</span> {format.stamp(timeZone, time)}
          </span>
        </>
      ),
    },
    {
      name: t('register.obis'),
      isMinor: true,
      className: 'font-mono text-label text-ink-2',
      cell: ({ obis }) => obis,
    },
    {
      name: t('register.value'),
      isNumber: true,
      className: 'font-medium',
      cell: ({ value, unit, quality: code = quality.valid }) => (
        <>
          {format.exact(value, unit)}
          {code !== quality.valid && <span className="label ml-2">{t(`quality.${qualityName(code)}`)}</span>}
        </>
      ),
    },
    {
      name: t('register.time'),
      isNumber: true,
      isMinor: true,
      className: 'text-ink-2',
      cell: ({ time }) => <time dateTime={time}>{format.stamp(timeZone, time)}</time>,
    },
  ]
  return (
    <Table
      label={t('meter.tab.registers')}
      columns={columns}
      rows={registers}
      keyOf={({ obis }) => obis}
      isBare
    />
  )
}
