import { Link } from 'wouter'
import type { NewMeter } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { nodeAddressOf } from '../way.ts'

export type Decision = 'accept' | 'refuse'

interface NewMeterTableProps {
  readonly meters: readonly NewMeter[]
  readonly isPartial: boolean
  /** Undefined without the role to decide. */
  readonly onDecide: ((meter: NewMeter, decision: Decision) => void) | undefined
}

export function NewMeterTable({ meters, isPartial, onDecide }: NewMeterTableProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const columns: Column<NewMeter>[] = [
    words(t('meter.serial'), ({ serial }) => serial, { className: 'font-mono text-label' }),
    words(t('line.aca'), ({ aca }) => aca, { className: 'font-mono text-label' }),
    { name: t('inbox.heard-by'), cell: meter => <HeardBy meter={meter} /> },
    figures(
      t('inbox.first-heard'),
      ({ firstHeard }) => firstHeard,
      at => format.relative(at, now),
      {
        className: 'text-ink-2',
      },
    ),
    words(t('inbox.keys'), ({ hasKeys }) => t(hasKeys ? 'inbox.keys.here' : 'inbox.keys.missing')),
  ]
  const decisions = actions<NewMeter>(t('common.actions'), meter => {
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
  })
  return (
    <Table
      label={t('network.tab.new-meters')}
      columns={onDecide ? [...columns, decisions] : columns}
      rows={meters}
      keyOf={({ aca }) => aca}
      isPartial={isPartial}
    />
  )
}

/** The concentrators that hear a meter, and how well. */
function HeardBy({ meter: { aca, heardBy } }: { meter: NewMeter }) {
  const t = useText()
  const format = useFormat()
  return (
    <ul className="flex flex-col">
      {heardBy.map(({ concentrator, hops, snr, success }) => (
        <li key={concentrator}>
          <Link href={nodeAddressOf(concentrator, aca)} className="link font-medium">
            {concentrator}
          </Link>{' '}
          <span className="figures text-ink-2">
            {t('line.reached-how', {
              hops,
              snr: snr === null ? '–' : format.decimal(snr, 0),
              success: success === null ? '–' : format.share(success),
            })}
          </span>
        </li>
      ))}
    </ul>
  )
}
