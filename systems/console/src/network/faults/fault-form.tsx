import { type FormEvent, useState } from 'react'
import type { District, FaultKind, FaultOrder, Substation } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { destinationsOf, targetsOf } from './fault-kinds.ts'

interface FaultFormProps {
  readonly kind: FaultKind
  readonly plan: Substation
  readonly district: District
  readonly isPending: boolean
  readonly onSet: (order: FaultOrder) => void
}

/** One kind of fault: what it is, where it is to be, and the switch. */
export function FaultForm({ kind, plan, district, isPending, onSet }: FaultFormProps) {
  const t = useText()
  const targets = targetsOf(kind, plan)
  const destinations = kind === 'moved-meter' ? destinationsOf(district, plan) : []
  const [chosen, setChosen] = useState('')
  const [chosenTo, setTo] = useState('')
  const target = targets.find(({ key }) => key === chosen) ?? targets[0]
  const to = destinations.find(({ key }) => key === chosenTo) ?? destinations[0]
  if (!target || (kind === 'moved-meter' && !to)) return null
  const isActive = district.faults.some(fault => fault.kind === kind && fault.target === target.key)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSet({ target: target.key, ...(to && { to: to.key }) })
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="font-medium">{t(`fault.${kind}`)}</h2>
        <p className="text-ink-2">{t(`fault.${kind}.means`)}</p>
      </div>
      {targets.length > 1 && (
        <Select
          label={t(`fault.${kind}.target`)}
          options={targets}
          value={target.key}
          onChange={setChosen}
          className="w-48"
        />
      )}
      {to && (
        <Select
          label={t('faults.to')}
          options={destinations}
          value={to.key}
          onChange={setTo}
          className="w-36"
        />
      )}
      <Button type="submit" isDisabled={isPending || isActive}>
        {t(isActive ? 'faults.is-active' : 'faults.set')}
      </Button>
    </form>
  )
}
