import type { ControlState } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark } from '../../kit/mark.tsx'
import { shapeOfOrder } from './order-words.ts'

/** The state's shape and word. */
export function OrderState({ state }: { state: ControlState }) {
  const t = useText()
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <Mark shape={shapeOfOrder[state]} />
      {t(`order.state.${state}`)}
    </span>
  )
}
