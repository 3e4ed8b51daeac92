import { useState } from 'react'
import type { MeterDataDay } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Failure } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { type DayPlace, useDecision } from './desk-queries.ts'

/** Confirm a day as it is, or set values of it; both want a reason. */
export function Decide({ place, version }: { place: DayPlace; version: MeterDataDay }) {
  const t = useText()
  const mayDecide = useMay('operator')
  const decision = useDecision(place)
  const [reason, setReason] = useState('')
  const [text, setText] = useState('')
  if (!mayDecide) return null
  const values = valuesIn(text, version.values.length)
  const hasReason = reason.trim().length >= 3
  const decided = { version: version.version, reason: reason.trim() }
  return (
    <div className="flex flex-wrap items-end gap-2">
      <TextField label={t('desk.reason-why')} maxLength={500} value={reason} onChange={setReason} />
      <TextField
        label={t('desk.values')}
        hint={t('desk.values.hint')}
        isInvalid={values === undefined}
        value={text}
        onChange={setText}
        mono
      />
      <Button
        isDisabled={!hasReason || values === undefined || values.length === 0}
        onPress={() => values && decision.mutate({ step: 'edit', ...decided, values })}
      >
        {t('desk.edit')}
      </Button>
      <Button
        isDisabled={!hasReason || decision.isPending}
        onPress={() => decision.mutate({ step: 'confirm', ...decided })}
      >
        {t('desk.confirm')}
      </Button>
      {decision.error && <Failure what={t('desk.not-changed')} error={decision.error} />}
    </div>
  )
}

/** `30=41 31=44`; undefined where that is not what it says. */
function valuesIn(text: string, count: number): { interval: number; value: number }[] | undefined {
  const words = text.split(/[\s;]+/).filter(word => word !== '')
  const values = words.map(word => {
    const [, interval = '', value = ''] = /^(\d+)=(-?\d+(?:\.\d+)?)$/.exec(word) ?? []
    return { interval: interval === '' ? -1 : Number(interval), value: Number(value) }
  })
  return values.every(({ interval }) => interval >= 0 && interval < count) ? values : undefined
}
