import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Icon } from '../../kit/icon.tsx'
import { dayAt } from './time/calendar.ts'
import { spanWords } from './time/span-words.ts'
import type { CurveWindowState } from './time/use-curve-window.ts'
import { type Period, periods } from './time/window.ts'

/** Which time is shown, and the ways to another. */
export function PeriodBar({ state, zone }: { state: CurveWindowState; zone: string }) {
  const t = useText()
  const format = useFormat()
  const { window, span } = state
  const lastDay = dayAt(span.to - 1, zone)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Segmented<Period>
        label={t('curve.period')}
        options={periods.map(key => ({ key, name: t(`curve.period.${key}`) }))}
        value={window.kind === 'free' ? null : window.kind}
        onChange={state.showPeriod}
      />
      <div className="flex items-center gap-1">
        <Button look="quiet" square aria-label={t('curve.previous')} onPress={() => state.step(-1)}>
          <Icon name="back" />
        </Button>
        <Button look="quiet" square aria-label={t('curve.next')} onPress={() => state.step(1)}>
          <Icon name="forward" />
        </Button>
        <h2 aria-live="polite" className="ml-1 text-section font-semibold">
          {spanWords(window, span, zone, format)}
        </h2>
        {/* The browser's own picker fits every phone and speaks every language. */}
        <input
          type="date"
          aria-label={t('curve.go-to')}
          value={lastDay}
          onChange={event => {
            const day = event.target.value
            if (day) state.show({ kind: window.kind === 'free' ? 'day' : window.kind, day })
          }}
          className="ml-2 h-8 w-8 max-tablet:h-11 max-tablet:w-11 rounded-control border border-transparent bg-transparent text-transparent hover:bg-sunken [&::-webkit-calendar-picker-indicator]:m-auto [&::-webkit-calendar-picker-indicator]:cursor-pointer [&::-webkit-datetime-edit]:hidden"
        />
      </div>
    </div>
  )
}
