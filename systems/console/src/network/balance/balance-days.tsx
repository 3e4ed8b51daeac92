import type { EnergyBalance } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { findingsInWords, gravestOf } from './finding-words.ts'

interface BalanceDaysProps {
  readonly balances: readonly EnergyBalance[]
  readonly selected: string
  readonly onSelect: (day: string) => void
}

/** A row a day: delivered, metered and the loss between them, as figures and as a bar that ends in the loss. */
export function BalanceDays({ balances, selected, onSelect }: BalanceDaysProps) {
  const t = useText()
  const format = useFormat()
  const most = Math.max(1, ...balances.map(({ input, metered }) => Math.max(input, metered)))
  const energy = (name: string, of: (balance: EnergyBalance) => number): Column<EnergyBalance> =>
    figures(
      name,
      balance => (balance.intervals.known > 0 ? of(balance) : null),
      value => format.brief(value, 'Wh'),
    )
  const columns: Column<EnergyBalance>[] = [
    words(t('curve.day'), ({ day }) => day, { cell: ({ day }) => format.day(day) }),
    {
      name: t('balance.title'),
      heading: <Legend />,
      className: 'w-2/5 min-w-40',
      cell: balance => balance.intervals.known > 0 && <BalanceBar balance={balance} most={most} />,
    },
    energy(t('balance.delivered'), ({ input }) => input),
    energy(t('balance.metered'), ({ metered }) => metered),
    energy(t('balance.loss'), ({ loss }) => loss),
    figures(t('balance.loss-share'), ({ lossShare }) => lossShare, format.share),
    figures(
      t('balance.excess'),
      ({ step }) => step?.excess ?? null,
      value => format.brief(value, 'Wh'),
    ),
    words(t('balance.findings'), ({ findings }) => findingsInWords(findings, t, format), {
      className: 'whitespace-nowrap',
      cell: ({ findings }) => <Findings findings={findings} />,
    }),
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

function Findings({ findings }: Pick<EnergyBalance, 'findings'>) {
  const t = useText()
  const format = useFormat()
  const gravest = gravestOf(findings)
  return (
    gravest && (
      <span className="flex items-center gap-2">
        <Mark shape={gravest.shape} />
        {findingsInWords(findings, t, format)}
      </span>
    )
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
