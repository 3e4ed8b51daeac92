import { useState } from 'react'
import type { ControlRequest } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Failure } from '../../kit/states.tsx'
import { useMeterKinds } from '../kinds/kinds-query.ts'
import { OrderDialog } from '../kinds/order-dialog.tsx'
import { LimitDialog } from './limit-dialog.tsx'
import { OrderProgress } from './order-progress.tsx'
import { SupplyFacts } from './supply-facts.tsx'
import { useOrder } from './use-order.ts'

/**
 * The orders for a meter, the usual ones at a press, and the state of the last one from here. Connecting and
 * disconnecting ask for confirmation first.
 */
export function OrderPanel({ serial }: { serial: string }) {
  const t = useText()
  const [asked, setAsked] = useState<'connect' | 'disconnect' | 'limit' | 'other' | null>(null)
  const order = useOrder()
  const kinds = useMeterKinds()
  const close = () => setAsked(null)
  const send = (what: Omit<Parameters<typeof order.mutate>[0], 'endDevice'>) =>
    order.mutate({ endDevice: serial, ...what })

  return (
    <div className="flex flex-col gap-3">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t('orders.of', { serial })}</legend>
        <Button onPress={() => send({ kind: 'read-registers' })} isDisabled={order.isPending}>
          {t('order.read-registers')}
        </Button>
        <Button onPress={() => send({ kind: 'set-clock' })} isDisabled={order.isPending}>
          {t('order.set-clock')}
        </Button>
        <Button onPress={() => setAsked('limit')} isDisabled={order.isPending}>
          {t('order.limit.ask')}
        </Button>
        <Button onPress={() => send({ kind: 'read-supply' })} isDisabled={order.isPending}>
          {t('order.read-supply')}
        </Button>
        <Button onPress={() => setAsked('connect')} isDisabled={order.isPending}>
          {t('order.connect')}
        </Button>
        <Button look="danger" onPress={() => setAsked('disconnect')} isDisabled={order.isPending}>
          {t('order.disconnect')}
        </Button>
        <Button onPress={() => setAsked('other')} isDisabled={order.isPending}>
          {t('order.other')}
        </Button>
      </fieldset>
      <SupplyFacts serial={serial} />
      {order.isError && <Failure what={t('order.refused-here')} error={order.error} />}
      {order.data && <OrderProgress key={order.data.id} id={order.data.id} />}
      {asked === 'other' && (
        <OrderDialog
          title={t('orders.of', { serial })}
          kinds={kinds}
          onOrder={(kind, parameters) => send({ kind: kind as ControlRequest['kind'], parameters })}
          onClose={close}
        />
      )}
      {asked === 'limit' && (
        <LimitDialog serial={serial} onLimit={watts => send({ kind: 'limit', watts })} onClose={close} />
      )}
      {(asked === 'connect' || asked === 'disconnect') && (
        <Confirm
          isOpen
          title={t(`order.${asked}.ask`, { serial })}
          consequence={t(`order.${asked}.means`)}
          action={t(`order.${asked}`)}
          look={asked === 'connect' ? 'primary' : 'danger'}
          onConfirm={() => send({ kind: 'switch', connected: asked === 'connect' })}
          onClose={close}
        />
      )}
    </div>
  )
}
