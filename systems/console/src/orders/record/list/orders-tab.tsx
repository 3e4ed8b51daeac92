import { useText } from '../../../i18n/use-text.ts'
import { Button } from '../../../kit/form/button.tsx'
import { Icon } from '../../../kit/icon.tsx'
import { Failure } from '../../../kit/states.tsx'
import { useMay } from '../../../session/session.ts'
import { OrderProgress } from '../order-progress.tsx'
import { useOrder } from '../use-order.ts'
import { OrderList } from './order-list.tsx'

/** All that was ordered of a concentrator and of its meters; and the one order that is for itself. */
export function OrdersTab({ concentrator }: { concentrator: string }) {
  const t = useText()
  const mayOrder = useMay('operator')
  const order = useOrder()
  return (
    <div className="flex flex-col gap-4">
      {mayOrder && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            onPress={() => order.mutate({ concentrator, kind: 'discover' })}
            isPending={order.isPending}
          >
            <Icon name="search" />
            {t('order.discover')}
          </Button>
          <p className="text-ink-2">{t('order.discover.means')}</p>
        </div>
      )}
      {order.isError && <Failure what={t('order.refused-here')} error={order.error} />}
      {order.data && <OrderProgress key={order.data.id} id={order.data.id} />}
      <OrderList filter={{ concentrator }} hasMeter />
    </div>
  )
}
