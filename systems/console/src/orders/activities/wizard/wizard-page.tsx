import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { answerOf, api } from '../../../api/client.ts'
import { useText } from '../../../i18n/use-text.ts'
import { useSystemZone } from '../../../i18n/use-zone.ts'
import { Button } from '../../../kit/form/button.tsx'
import { Page } from '../../../kit/page/page.tsx'
import { Failure } from '../../../kit/states.tsx'
import { useMeterKinds } from '../../kinds/kinds-query.ts'
import { membersOf } from '../../kinds/parameter-schema.ts'
import { CheckStep } from './check-step.tsx'
import { type Draft, isComplete, requestOf, steps } from './draft.ts'
import { startingDraft } from './from-list.ts'
import { MetersStep } from './meters-step.tsx'
import { StepTrail } from './step-trail.tsx'
import { WhatStep } from './what-step.tsx'
import { WhenStep } from './when-step.tsx'

/** A new activity, in four parts: what, at which meters, when and how; and a look at what it would do before it starts. */
export default function WizardPage() {
  const t = useText()
  const zone = useSystemZone()
  const [, go] = useLocation()
  const queries = useQueryClient()
  const kinds = useMeterKinds()
  const [draft, setDraft] = useState<Draft>(startingDraft)
  const [at, setAt] = useState(0)
  const members = membersOf(kinds.find(({ kind }) => kind === draft.kind)?.parameters ?? {})
  const step = steps[at] ?? 'what'
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const create = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/activities', { body: requestOf(draft, members, zone) })),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['activities'] })
      go(`/orders/activities/${encodeURIComponent(id)}`)
    },
  })
  const mayGoOn = isComplete(step, draft, members)
  return (
    <Page title={t('activity.new')}>
      <StepTrail at={at} onGo={setAt} />
      <div className="panel flex max-w-3xl flex-col gap-4 px-5 py-4">
        {step === 'what' && <WhatStep draft={draft} kinds={kinds} members={members} onChange={set} />}
        {step === 'meters' && <MetersStep draft={draft} onChange={set} />}
        {step === 'when' && <WhenStep draft={draft} onChange={set} />}
        {step === 'check' && <CheckStep request={requestOf(draft, members, zone)} />}
        {create.isError && <Failure what={t('activity.not-created')} error={create.error} />}
        <div className="flex justify-end gap-2">
          {at > 0 && <Button onPress={() => setAt(at - 1)}>{t('wizard.back')}</Button>}
          {step === 'check' ? (
            <Button look="primary" isPending={create.isPending} onPress={() => create.mutate()}>
              {t('wizard.start')}
            </Button>
          ) : (
            <Button look="primary" isDisabled={!mayGoOn} onPress={() => setAt(at + 1)}>
              {t('wizard.next')}
            </Button>
          )}
        </div>
      </div>
    </Page>
  )
}
