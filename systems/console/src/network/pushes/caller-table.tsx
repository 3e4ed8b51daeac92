import type { UnknownCaller } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'

/** Meters that called and are not in the inventory; each row opens the URI with which it can be enrolled. */
export function CallerTable({
  callers,
  isPartial,
}: {
  callers: readonly UnknownCaller[]
  isPartial: boolean
}) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const columns: Column<UnknownCaller>[] = [
    words(t('meter.serial'), ({ serial, deviceName }) => serial ?? deviceName ?? '–', {
      className: 'font-mono text-label',
    }),
    words(t('pushes.title'), ({ systemTitle }) => systemTitle, { className: 'font-mono text-label' }),
    words(t('pushes.model'), ({ model, maker }) => model ?? maker ?? '–'),
    words(t('pushes.from'), ({ from }) => from, { className: 'font-mono text-label', isMinor: true }),
    words(t('pushes.state'), ({ isConnected }) =>
      t(isConnected ? 'pushes.state.connected' : 'pushes.state.away'),
    ),
    figures(
      t('pushes.last'),
      ({ lastHeard }) => lastHeard,
      at => format.relative(at, now),
      {
        className: 'text-ink-2',
      },
    ),
  ]
  return (
    <Table
      label={t('pushes.callers')}
      columns={columns}
      rows={callers}
      keyOf={({ systemTitle }) => systemTitle}
      isPartial={isPartial}
      detail={({ uri }) => (
        <p>
          {t('pushes.enrol')} <code className="font-mono text-label">{uri}</code>
        </p>
      )}
      file="unknown-callers"
    />
  )
}
