import { useSearchParams } from 'wouter'
import { controlStates } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Select } from '../../kit/form/select.tsx'
import { OrderList } from './order-list.tsx'

/** The orders of all meters, in one state or in any. */
export function AllOrders() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const state = controlStates.find(known => known === params.get('state'))
  return (
    <>
      <div className="mb-4">
        <Select
          label={t('meter.state')}
          options={[
            { key: 'any' as const, name: t('messages.any') },
            ...controlStates.map(key => ({ key, name: t(`order.state.${key}`) })),
          ]}
          value={state ?? 'any'}
          onChange={key => setParams(key === 'any' ? {} : { state: key }, { replace: true })}
          className="w-56"
        />
      </div>
      <OrderList filter={state ? { state } : {}} hasMeter />
    </>
  )
}
