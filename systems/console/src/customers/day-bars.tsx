import { useQuery } from '@tanstack/react-query'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Failure, Skeleton } from '../kit/states.tsx'
import { dailyQuery } from './queries.ts'

/** Energy of each day of a range, as bars with their figures. */
export function DayBars({
  id,
  query,
}: {
  id: string
  query: { endDevice: string; from: string; to: string }
}) {
  const t = useText()
  const format = useFormat()
  const { data, error, refetch } = useQuery(dailyQuery(id, query))
  if (error) return <Failure what={t('customers.days-failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={3} />
  if (data.items.length === 0) return <p className="mt-4 text-ink-2">{t('customers.no-days')}</p>
  const most = Math.max(...data.items.map(({ value }) => value), 1)
  return (
    <table className="mt-4 w-full max-w-2xl text-form">
      <caption className="label mb-1 text-left">{t('customers.days')}</caption>
      <tbody>
        {data.items.map(({ day, value, complete }) => (
          <tr key={day}>
            <th scope="row" className="w-24 py-0.5 text-left whitespace-nowrap font-normal text-ink-2">
              {format.day(day)}
            </th>
            <td aria-hidden="true">
              <div className="h-3 rounded-sm bg-accent/70" style={{ width: `${(100 * value) / most}%` }} />
            </td>
            <td className="figures w-24 text-right whitespace-nowrap">{format.exact(value, 'Wh')}</td>
            <td className="label w-0 pl-3 whitespace-nowrap">{!complete && t('customers.incomplete')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
