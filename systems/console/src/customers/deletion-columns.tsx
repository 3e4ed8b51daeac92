import type { DataDeletion } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { type Column, words } from '../kit/table/column.tsx'

/** What customers and operators see alike of demands. */
export function useDeletionColumns(): Column<DataDeletion>[] {
  const t = useText()
  const format = useFormat()
  return [
    words(t('meter.usage-point'), ({ usagePoint }) => usagePoint, {
      className: 'font-medium',
      isMinor: true,
    }),
    words(
      t('customers.days-of'),
      ({ from, to }) =>
        t('customers.between', { from: format.dayWithYear(from), to: format.dayWithYear(to) }),
      { order: ({ from }) => from },
    ),
    words(t('customers.state'), ({ state }) => t(`deletion.${state}`)),
    words(t('customers.outcome'), ({ blocks, readings, keptReadings, reason }) =>
      blocks === null ? reason : t('deletion.outcome', { blocks, readings, kept: keptReadings }),
    ),
  ]
}
