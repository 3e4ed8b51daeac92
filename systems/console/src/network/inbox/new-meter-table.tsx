import { Link } from 'wouter'
import type { NewMeter } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/button.tsx'
import { TablePanel } from '../../kit/scroll-box.tsx'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
import { useNow } from '../../kit/use-now.ts'
import { nodeAddressOf } from '../address.ts'

interface NewMeterTableProps {
  readonly meters: readonly NewMeter[]
  /** Undefined for people who may not decide. */
  readonly onAccept: ((meter: NewMeter) => void) | undefined
  readonly onRefuse: ((meter: NewMeter) => void) | undefined
}

export function NewMeterTable({ meters, onAccept, onRefuse }: NewMeterTableProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  return (
    <TablePanel label={t('network.tab.new-meters')}>
      <table className={tableClasses}>
        <thead>
          <tr>
            <th className={headClasses}>{t('meter.serial')}</th>
            <th className={headClasses}>{t('line.aca')}</th>
            <th className={headClasses}>{t('inbox.heard-by')}</th>
            <th className={`${headClasses} text-right`}>{t('inbox.first-heard')}</th>
            <th className={headClasses}>{t('inbox.keys')}</th>
            {onAccept && (
              <th className={headClasses}>
                <span className="sr-only">{t('common.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {meters.map(meter => {
            const name = meter.serial ?? meter.aca
            return (
              <tr key={meter.aca}>
                <td className={`${cellClasses} font-mono text-label`}>{meter.serial ?? '–'}</td>
                <td className={`${cellClasses} font-mono text-label`}>{meter.aca}</td>
                <td className={cellClasses}>
                  <ul className="flex flex-col">
                    {meter.heardBy.map(({ concentrator, hops, snr, success }) => (
                      <li key={concentrator}>
                        <Link href={nodeAddressOf(concentrator, meter.aca)} className="link font-medium">
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
                </td>
                <td className={`${cellClasses} ${numberClasses} text-ink-2`}>
                  {meter.firstHeard ? format.relative(meter.firstHeard, now) : '–'}
                </td>
                <td className={cellClasses}>{t(meter.hasKeys ? 'inbox.keys.here' : 'inbox.keys.missing')}</td>
                {onAccept && onRefuse && (
                  <td className={`${cellClasses} py-1 text-right whitespace-nowrap`}>
                    <Button
                      look="quiet"
                      className="text-accent"
                      aria-label={t('inbox.accept-of', { meter: name })}
                      onPress={() => onAccept(meter)}
                    >
                      {t('inbox.accept')}
                    </Button>
                    <Button
                      look="quiet"
                      aria-label={t('inbox.refuse-of', { meter: name })}
                      onPress={() => onRefuse(meter)}
                    >
                      {t('inbox.refuse')}
                    </Button>
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </TablePanel>
  )
}
