import { useSearchParams } from 'wouter'
import { controlStates } from '../../../api/resources.ts'
import { useText } from '../../../i18n/use-text.ts'
import { Button } from '../../../kit/form/button.tsx'
import { Select } from '../../../kit/form/select.tsx'
import { filterOf } from './filter.ts'
import { OrderList } from './order-list.tsx'

/** The orders of all meters, or those that the address asks for. */
export function AllOrders() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const { state, cause, ...place } = filter
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value === undefined) next.delete(name)
    else next.set(name, value)
    setParams(next, { replace: true })
  }
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end gap-3">
        <Select
          label={t('meter.state')}
          options={[
            { key: 'any' as const, name: t('messages.any') },
            ...controlStates.map(key => ({ key, name: t(`order.state.${key}`) })),
          ]}
          value={state ?? 'any'}
          onChange={key => change('state', key === 'any' ? undefined : key)}
          className="w-56"
        />
        {cause && <Button onPress={() => change('cause', undefined)}>{t(`order.cause.${cause}`)} ✕</Button>}
        {Object.entries(place).map(([name, value]) => (
          <Button key={name} onPress={() => change(name, undefined)}>
            {value} ✕
          </Button>
        ))}
      </div>
      <OrderList filter={filter} hasMeter />
    </>
  )
}
