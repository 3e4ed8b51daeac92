import type { SupplyQuality } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'

interface DipTableProps {
  readonly dips: SupplyQuality['sags']
  /** Letters of the rows, by the voltage that was left. */
  readonly rows: string
  /** The longest duration of each column, seconds. */
  readonly columns: readonly string[]
  readonly timeZone: string
}

/** Dips of the voltage by class (EN 50160), and the last of them one by one. */
export function DipTable({ dips, rows, columns, timeZone }: DipTableProps) {
  const t = useText()
  const format = useFormat()
  return (
    <>
      <table className="mb-3 w-full">
        <thead>
          <tr>
            <th scope="col" className="label text-left">
              {t('quality.class')}
            </th>
            {columns.map(most => (
              <th key={most} scope="col" className="label text-right">
                ≤ {most} s
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].map(row => (
            <tr key={row} className="border-t border-line">
              <th scope="row" className="text-left font-normal">
                {row}
              </th>
              {columns.map((most, i) => {
                const count = dips.classes[`${row}${i + 1}`] ?? 0
                return (
                  <td key={most} className={`figures text-right ${count > 0 ? 'font-medium' : 'text-ink-3'}`}>
                    {format.count(count)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <ul>
        {dips.list.slice(0, 20).map(({ at, phase, volts, seconds, class: its }) => (
          <li key={`${at} ${phase}`} className="figures flex gap-4 border-t border-line py-0.5">
            <span>{format.stamp(timeZone, at)}</span>
            <span>L{phase}</span>
            <span>{volts === null ? '–' : `${format.decimal(volts, 1)} V`}</span>
            <span>{seconds === null ? '–' : `${format.decimal(seconds, 1)} s`}</span>
            <span className="text-ink-2">{its}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
