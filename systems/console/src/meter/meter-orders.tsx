import { useText } from '../i18n/use-text.ts'
import { Section } from '../kit/page/section.tsx'
import { OrderList } from '../orders/record/list/order-list.tsx'
import { OrderPanel } from '../orders/record/order-panel.tsx'

/** What may be ordered of a meter, and what was. */
export function MeterOrders({ serial, mayOrder }: { serial: string; mayOrder: boolean }) {
  const t = useText()
  return (
    <div className="flex flex-col gap-4">
      {mayOrder && (
        <Section title={t('orders.new')}>
          <OrderPanel serial={serial} />
        </Section>
      )}
      <OrderList filter={{ endDevice: serial }} />
    </div>
  )
}
