import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { clearFault, setFault } from '../../api/network-queries.ts'
import type { District, Fault, FaultKind } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Mark } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Failure } from '../../kit/states.tsx'
import { useNow } from '../../kit/use-now.ts'
import { useMay } from '../../session/session.ts'
import { FaultForm } from './fault-form.tsx'
import { ScenarioCard } from './scenario-card.tsx'

/** Harm done to the simulated district on purpose, to see what happens then; each can be ended. */
export default function FaultsTab({ concentrator, district }: { concentrator?: string; district: District }) {
  const t = useText()
  const mayHarm = useMay('operator')
  const queries = useQueryClient()
  const [chosen, setChosen] = useState('')
  const again = () => {
    void queries.invalidateQueries({ queryKey: ['topology'] })
    return queries.invalidateQueries({ queryKey: ['simulation'] })
  }
  const set = useMutation({ mutationFn: setFault, onSettled: again })
  const clear = useMutation({ mutationFn: clearFault, onSettled: again })
  const { substations } = district
  const plan =
    concentrator === undefined
      ? (substations.find(({ id }) => id === chosen) ?? substations[0])
      : substations.find(substation => substation.concentrator === concentrator)
  return (
    <div className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_24rem] desk:items-start">
      <div className="flex flex-col gap-4">
        <p className="max-w-prose text-ink-2">{t('faults.meaning')}</p>
        {set.isError && <Failure what={t('faults.not-set')} error={set.error} />}
        {concentrator === undefined && plan && substations.length > 1 && (
          <Select
            label={t('faults.substation')}
            options={substations.map(({ id, concentrator: name }) => ({ key: id, name: `${id} · ${name}` }))}
            value={plan.id}
            onChange={setChosen}
            className="w-44"
          />
        )}
        {mayHarm && (
          <FaultForm plan={plan} district={district} isPending={set.isPending} onSet={set.mutate} />
        )}
        {!mayHarm && <p className="text-ink-2">{t('faults.viewer')}</p>}
        <ScenarioCard district={district} onChanged={again} />
      </div>
      <Section title={t('faults.active')}>
        {clear.isError && <Failure what={t('faults.not-cleared')} error={clear.error} />}
        {district.faults.length === 0 && <p className="text-ink-2">{t('faults.none')}</p>}
        <ul className="flex flex-col gap-2">
          {district.faults.map(fault => (
            <ActiveFault
              key={`${fault.kind} ${fault.target}`}
              fault={fault}
              onClear={mayHarm ? clear.mutate : undefined}
            />
          ))}
        </ul>
      </Section>
    </div>
  )
}

interface ActiveFaultProps {
  readonly fault: Fault
  readonly onClear: ((fault: { readonly kind: FaultKind; readonly target: string }) => void) | undefined
}

function ActiveFault({ fault, onClear }: ActiveFaultProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { kind, target, to, since, until, meters } = fault
  const name = t(`fault.${kind}`)
  return (
    <li className="flex items-center gap-2.5">
      <Mark shape="major" />
      <div className="min-w-0 flex-1">
        <p>{name}</p>
        <p className="label break-all">
          {to === undefined ? target : `${target}, ${to}`} · {format.relative(since, now)}
          {until !== null && ` · ${t('faults.ends', { when: format.relative(until, now) })}`}
        </p>
        {meters.length > 1 && (
          <details className="label">
            <summary>{t('faults.hurt', { count: meters.length })}</summary>
            {meters.join(', ')}
          </details>
        )}
      </div>
      {onClear && (
        <Button
          aria-label={t('faults.end-of', { fault: name, target })}
          onPress={() => onClear({ kind, target })}
        >
          {t('faults.end')}
        </Button>
      )}
    </li>
  )
}
