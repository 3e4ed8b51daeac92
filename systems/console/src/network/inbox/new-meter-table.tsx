import { Link } from 'wouter'
import type { NewMeter } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/button.tsx'
import type { Column } from '../../kit/table/column.ts'
import { Nothing, Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { nodeAddressOf } from '../address.ts'

export type Decision = 'accept' | 'refuse'

interface NewMeterTableProps {
  readonly meters: readonly NewMeter[]
  readonly isPartial: boolean
  /** Undefined for people who may not decide. */
  readonly onDecide: ((meter: NewMeter, decision: Decision) => void) | undefined
}

export function NewMeterTable({ meters, isPartial, onDecide }: NewMeterTableProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const columns: Column<NewMeter>[] = [
    {
      id: 'serial',
      name: t('meter.serial'),
      className: 'font-mono text-label',
      order: ({ serial }) => serial ?? null,
      cell: ({ serial }) => serial ?? <Nothing />,
    },
    {
      id: 'aca',
      name: t('line.aca'),
      className: 'font-mono text-label',
      order: ({ aca }) => aca,
      cell: ({ aca }) => aca,
    },
    {
      id: 'heard-by',
      name: t('inbox.heard-by'),
      text: ({ heardBy }) => heardBy.map(({ concentrator }) => concentrator).join(' '),
      cell: ({ aca, heardBy }) => (
        <ul className="flex flex-col">
          {heardBy.map(({ concentrator, hops, snr, success }) => (
            <li key={concentrator}>
              <Link href={nodeAddressOf(concentrator, aca)} className="link font-medium">
                {concentrator}
              </Link>{' '}
              <span className="figures text-ink-2">
                {t('line.reached-how', {
                  hops,
                  snr: format.decimal(snr, 0),
                  success: format.share(success),
                })}
              </span>
            </li>
          ))}
        </ul>
      ),
    },
    {
      id: 'first-heard',
      name: t('inbox.first-heard'),
      isNumber: true,
      className: 'text-ink-2',
      order: ({ firstHeard }) => firstHeard ?? null,
      cell: ({ firstHeard }) => (firstHeard ? format.relative(firstHeard, now) : <Nothing />),
    },
    {
      id: 'keys',
      name: t('inbox.keys'),
      cell: ({ hasKeys }) => t(hasKeys ? 'inbox.keys.here' : 'inbox.keys.missing'),
    },
  ]
  const actions: Column<NewMeter> = {
    id: 'actions',
    name: t('common.actions'),
    isAction: true,
    cell: meter => {
      const name = { meter: meter.serial ?? meter.aca }
      return (
        <>
          <Button
            look="quiet"
            className="text-accent"
            aria-label={t('inbox.accept-of', name)}
            onPress={() => onDecide?.(meter, 'accept')}
          >
            {t('inbox.accept')}
          </Button>
          <Button
            look="quiet"
            aria-label={t('inbox.refuse-of', name)}
            onPress={() => onDecide?.(meter, 'refuse')}
          >
            {t('inbox.refuse')}
          </Button>
        </>
      )
    },
  }
  return (
    <Table
      label={t('network.tab.new-meters')}
      columns={onDecide ? [...columns, actions] : columns}
      rows={meters}
      keyOf={({ aca }) => aca}
      isPartial={isPartial}
    />
  )
}
