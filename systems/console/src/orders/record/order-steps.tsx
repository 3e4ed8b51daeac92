import type { ControlDetail } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Mark, type Shape } from '../../kit/mark.tsx'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

type Step = ControlDetail['steps'][number]

const shapeOf: Record<Step['outcome'], Shape> = {
  verified: 'normal',
  done: 'normal',
  refused: 'critical',
  differs: 'major',
}

/** What the meter said of each step, in their order, and how many of them are not as they are wanted. */
export function OrderSteps({ steps }: { steps: readonly Step[] }) {
  const t = useText()
  const columns: Column<Step>[] = [
    words(t('order.step.target'), ({ target }) => target, { className: 'font-mono text-label' }),
    words(t('order.step.outcome'), ({ outcome }) => t(`order.step.${outcome}`), {
      cell: ({ outcome }) => (
        <span className="flex items-center gap-2">
          <Mark shape={shapeOf[outcome]} />
          {t(`order.step.${outcome}`)}
        </span>
      ),
    }),
    words(t('order.step.wrote'), ({ wrote }) => wrote, { className: 'font-mono text-label' }),
    words(t('order.step.found'), ({ found }) => found, { className: 'font-mono text-label' }),
    words(t('orders.detail'), ({ reason }) => reason, { className: 'text-ink-2' }),
  ]
  const differs = steps.filter(({ outcome }) => outcome === 'differs' || outcome === 'refused').length
  return (
    <>
      <p className="px-5 pb-2 text-ink-2">{t('order.step.summary', { differs, count: steps.length })}</p>
      <Table
        label={t('order.steps')}
        columns={columns}
        rows={steps}
        keyOf={(_, index) => String(index)}
        isBare
      />
    </>
  )
}
