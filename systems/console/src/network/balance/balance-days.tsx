import type { EnergyBalance } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark } from '../../kit/mark.tsx'
import { Section } from '../../kit/section.tsx'
import type { Column } from '../../kit/table/column.ts'
import { Nothing, Table } from '../../kit/table/table.tsx'
import { findingsInWords, gravestOf } from './finding-words.ts'

interface BalanceDaysProps {
  readonly balances: readonly EnergyBalance[]
  readonly selected: string
  readonly onSelect: (day: string) => void
}

/** A row a day: delivered, metered and the loss between them, as figures and as a bar whose end is the loss. */
export function BalanceDays({ balances, selected, onSelect }: BalanceDaysProps) {
  const t = useText()
  const format = useFormat()
  const most = Math.max(1, ...balances.map(({ input, metered }) => Math.max(input, metered)))
  const known = (balance: EnergyBalance, energy: number) =>
    balance.intervals.known > 0 ? format.brief(energy, 'Wh') : <Nothing />
  const columns: Column<EnergyBalance>[] = [
    {
      id: 'day',
      name: t('curve.day'),
      text: ({ day }) => day,
      cell: ({ day }) => format.day(day),
    },
    {
      id: 'bar',
      name: t('balance.title'),
      heading: <Legend />,
      className: 'w-2/5 min-w-40',
      cell: balance => balance.intervals.known > 0 && <BalanceBar balance={balance} most={most} />,
    },
    {
      id: 'delivered',
      name: t('balance.delivered'),
      isNumber: true,
      text: ({ input }) => input,
      cell: balance => known(balance, balance.input),
    },
    {
      id: 'metered',
      name: t('balance.metered'),
      isNumber: true,
      text: ({ metered }) => metered,
      cell: balance => known(balance, balance.metered),
    },
    {
      id: 'loss',
      name: t('balance.loss'),
      isNumber: true,
      text: ({ loss }) => loss,
      cell: balance => known(balance, balance.loss),
    },
    {
      id: 'loss-share',
      name: t('balance.loss-share'),
      isNumber: true,
      text: ({ lossShare }) => lossShare,
      cell: ({ lossShare }) => (lossShare === null ? <Nothing /> : format.share(lossShare)),
    },
    {
      id: 'findings',
      name: t('balance.findings'),
      className: 'whitespace-nowrap',
      text: ({ findings }) => findingsInWords(findings, t, format),
      cell: ({ findings }) => {
        const gravest = gravestOf(findings)
        return (
          gravest && (
            <span className="flex items-center gap-2">
              <Mark shape={gravest.shape} />
              {findingsInWords(findings, t, format)}
            </span>
          )
        )
      },
    },
  ]
  return (
    <Section title={t('balance.title')}>
      <Table
        label={t('curve.table')}
        columns={columns}
        rows={balances.toReversed()}
        keyOf={({ day }) => day}
        selection={{ key: selected, onSelect }}
        file="energy-balance"
        className=""
      />
    </Section>
  )
}

interface BalanceBarProps {
  readonly balance: EnergyBalance
  /** The energy that fills the bar. */
  readonly most: number
}

function BalanceBar({ balance: { input, metered, loss }, most }: BalanceBarProps) {
  return (
    <span aria-hidden="true" className="flex h-3 w-full">
      <span className="bg-accent/55" style={{ width: `${(Math.min(metered, input) / most) * 100}%` }} />
      <span
        className={loss < 0 ? 'bg-info' : 'bg-major'}
        style={{ width: `${(Math.abs(loss) / most) * 100}%` }}
      />
    </span>
  )
}

function Legend() {
  const t = useText()
  return (
    <span className="flex gap-3">
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 bg-accent/55" />
        {t('balance.metered')}
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 bg-major" />
        {t('balance.loss')}
      </span>
    </span>
  )
}
