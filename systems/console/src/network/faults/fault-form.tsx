import { faultDeclarations, faultGroups } from '@ferraris/metering'
import { type FormEvent, useState } from 'react'
import type { District, FaultKind, FaultOrder, Substation } from '../../api/resources.ts'
import { type Text, useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { amountsOf, destinationsOf, kindsOf, spansOf, targetsOf } from './fault-kinds.ts'

interface FaultFormProps {
  /** The section of one transformer; undefined in a district without power lines. */
  readonly plan: Substation | undefined
  readonly district: District
  readonly isPending: boolean
  readonly onSet: (order: FaultOrder & { readonly kind: FaultKind }) => void
}

/** What is to happen, where, how much and for how long. */
export function FaultForm(props: FaultFormProps) {
  const t = useText()
  const [group, setGroup] = useState<(typeof faultGroups)[number]>('supply')
  const [chosen, setChosen] = useState<FaultKind>('outage')
  const hasLine = props.plan !== undefined
  const groups = faultGroups.filter(its => kindsOf(its, hasLine).length > 0)
  const kinds = kindsOf(group, hasLine)
  const kind = kinds.find(known => known === chosen) ?? kinds[0] ?? 'outage'
  return (
    <div className="panel flex flex-col gap-4 px-5 py-4">
      <div className="flex flex-wrap gap-3">
        <Select
          label={t('faults.group')}
          options={groups.map(key => ({ key, name: t(`faults.group.${key}`) }))}
          value={group}
          onChange={setGroup}
          className="w-56"
        />
        <Select
          label={t('faults.kind')}
          options={kinds.map(key => ({ key, name: t(`fault.${key}`) }))}
          value={kind}
          onChange={setChosen}
          className="w-64"
        />
      </div>
      <p className="max-w-prose text-ink-2">{t(`fault.${kind}.means`)}</p>
      {/* Another kind begins with its own usual values. */}
      <Terms key={`${props.plan?.id} ${kind}`} kind={kind} {...props} />
    </div>
  )
}

function Terms({ kind, plan, district, isPending, onSet }: FaultFormProps & { readonly kind: FaultKind }) {
  const t = useText()
  const { target: sort, parameters } = faultDeclarations[kind]
  const targets = targetsOf(kind, plan, district.direct, t)
  const destinations = 'to' in parameters ? destinationsOf(district, plan) : []
  const spans = spansOf(kind)
  const amounts = amountsOf(kind)
  const [target, setTarget] = useState(targets[0]?.key ?? '')
  const [to, setTo] = useState(destinations[0]?.key ?? '')
  const [phase, setPhase] = useState<(typeof phases)[number]>('all')
  const [span, setSpan] = useState(String(spans[0] ?? 0))
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const numbers = amounts.flatMap(({ name, usual }) => {
      const text = values[name] ?? (usual === undefined ? '' : String(usual))
      return text === '' ? [] : [[name, Number(text)] as const]
    })
    onSet({
      kind,
      target: sort === 'meters' && phase !== 'all' ? `${target}:${phase}` : target,
      ...Object.fromEntries(numbers),
      ...(to !== '' && { to }),
      ...(Number(span) > 0 && { for: Number(span) }),
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <Select
        label={t('faults.target')}
        options={targets}
        value={target}
        onChange={setTarget}
        className="w-64"
      />
      {sort === 'meters' && (
        <Select
          label={t('faults.phase')}
          options={phases.map(key => ({ key, name: key === 'all' ? t('faults.phase.all') : key }))}
          value={phase}
          onChange={setPhase}
          className="w-28"
        />
      )}
      {destinations.length > 0 && (
        <Select label={t('faults.to')} options={destinations} value={to} onChange={setTo} className="w-36" />
      )}
      {amounts.map(({ name, usual, least, most, unit }) => (
        <TextField
          key={name}
          type="number"
          label={name === 'level' && unit === '' ? t('faults.attempts') : t(`faults.${name}`, { unit })}
          hint={t('faults.range', { least, most })}
          value={values[name] ?? (usual === undefined ? '' : String(usual))}
          onChange={text => setValues({ ...values, [name]: text })}
          isRequired={usual !== undefined}
          className="w-44"
        />
      ))}
      {spans.length > 0 && (
        <Select
          label={t('faults.lasts')}
          options={spans.map(seconds => ({ key: String(seconds), name: spanText(t, seconds) }))}
          value={span}
          onChange={setSpan}
          className="w-48"
        />
      )}
      <Button type="submit" isDisabled={isPending || target === ''}>
        {t('faults.set')}
      </Button>
    </form>
  )
}

const phases = ['all', 'L1', 'L2', 'L3'] as const

function spanText(t: Text, seconds: number): string {
  if (seconds === 0) return t('faults.lasts.mended')
  if (seconds < 120 && seconds !== 60) return t('faults.lasts.seconds', { count: seconds })
  if (seconds < 3600) return t('faults.lasts.minutes', { count: seconds / 60 })
  return t('faults.lasts.hours', { count: seconds / 3600 })
}
