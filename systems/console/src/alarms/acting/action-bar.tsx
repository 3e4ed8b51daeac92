import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Actions } from './actions.tsx'

interface ActionBarProps {
  readonly chosen: ReadonlySet<string>
  readonly onDone: () => void
}

/** What can be done with the lines that were chosen on the desk. */
export function ActionBar({ chosen, onDone }: ActionBarProps) {
  const t = useText()
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2 rounded-panel bg-tint px-4 py-2">
      <span role="status" className="mr-2 font-medium">
        {t('alarms.chosen', { count: chosen.size })}
      </span>
      <Actions keys={[...chosen]} onDone={onDone} />
      <Button look="quiet" onPress={onDone}>
        {t('meters.choose-none')}
      </Button>
    </div>
  )
}
