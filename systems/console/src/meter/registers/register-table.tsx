import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
import { quality, qualityName } from '../curve/quality.ts'

interface RegisterTableProps {
  readonly registers: readonly {
    readonly obis: string
    readonly name: string
    readonly value: number
    readonly unit: string
    readonly time: string
    readonly quality?: number
  }[]
  readonly timeZone: string
}

/** Register readings, each with the moment it held. */
export function RegisterTable({ registers, timeZone }: RegisterTableProps) {
  const t = useText()
  const format = useFormat()
  return (
    <table className={tableClasses}>
      <thead>
        <tr>
          <th className={headClasses}>{t('register.name')}</th>
          <th className={`${headClasses} max-tablet:hidden`}>{t('register.obis')}</th>
          <th className={`${headClasses} text-right max-tablet:pr-0`}>{t('register.value')}</th>
          <th className={`${headClasses} text-right max-tablet:hidden`}>{t('register.time')}</th>
        </tr>
      </thead>
      <tbody>
        {registers.map(register => (
          <tr key={register.obis}>
            <td className={`${cellClasses} py-1`}>
              {register.name}
              <span className="block text-label text-ink-3 tablet:hidden">
                <span className="font-mono">{register.obis}</span> {format.stamp(timeZone, register.time)}
              </span>
            </td>
            <td className={`${cellClasses} font-mono text-label text-ink-2 max-tablet:hidden`}>
              {register.obis}
            </td>
            <td className={`${cellClasses} ${numberClasses} font-medium max-tablet:pr-0`}>
              {format.exact(register.value, register.unit)}
              {register.quality !== undefined && register.quality !== quality.valid && (
                <span className="label ml-2">{t(`quality.${qualityName(register.quality)}`)}</span>
              )}
            </td>
            <td className={`${cellClasses} ${numberClasses} text-ink-2 max-tablet:hidden`}>
              <time dateTime={register.time}>{format.stamp(timeZone, register.time)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
