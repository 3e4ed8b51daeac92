import type { EndDevice } from '../api/resources.ts'
import type { Text } from '../i18n/use-text.ts'
import { type Column, words } from '../kit/table/column.tsx'

/** What a file of meters holds, whatever the list shows. */
export function exportColumns(t: Text): readonly Column<EndDevice>[] {
  return [
    words(t('meter.serial'), ({ serial }) => serial),
    words(t('meter.state'), ({ state }) => t(`state.${state}`)),
    words(t('meter.usage-point'), ({ usagePoint }) => usagePoint),
    words(t('meter.model'), ({ model }) => model),
    words(t('meter.last-contact'), ({ lastContact }) => lastContact),
    words(t('meter.completeness'), ({ completeness }) =>
      completeness === null ? null : String(completeness),
    ),
  ]
}
