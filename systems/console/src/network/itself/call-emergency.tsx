import { useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Failure } from '../../kit/states.tsx'
import { kindName } from '../../orders/kinds/kind-name.ts'
import { useKind } from '../../orders/kinds/kinds-query.ts'
import { OrderDialog } from '../../orders/kinds/order-dialog.tsx'
import { OrderProgress } from '../../orders/record/order-progress.tsx'
import { useOrder } from '../../orders/record/use-order.ts'

const kind = 'call-emergency'

/** Calls an emergency of the limiter to all meters of a line at once. */
export function CallEmergency({ concentrator }: { concentrator: string }) {
  const t = useText()
  const [isAsked, setAsked] = useState(false)
  const known = useKind(kind)
  const order = useOrder()
  return (
    <div className="flex flex-col gap-3 px-5 pb-4">
      <p className="text-ink-2">{t('itself.emergency.means')}</p>
      <div>
        <Button look="danger" onPress={() => setAsked(true)} isDisabled={!known || order.isPending}>
          {kindName(kind, t)}
        </Button>
      </div>
      {order.isError && <Failure what={t('order.refused-here')} error={order.error} />}
      {order.data && <OrderProgress key={order.data.id} id={order.data.id} />}
      {isAsked && known && (
        <OrderDialog
          title={kindName(kind, t)}
          kinds={[known]}
          onOrder={(_, parameters) => order.mutate({ concentrator, kind, parameters })}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  )
}
