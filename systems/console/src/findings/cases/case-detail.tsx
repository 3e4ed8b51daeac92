import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { FindingDetail } from '../../api/resources.ts'
import { useEventName } from '../../i18n/use-event-name.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { caseQuery, useCaseStep } from './case-queries.ts'

/** The evidence of a case, and what becomes of it. */
export function CaseDetail({ id }: { id: number }) {
  const t = useText()
  const { data, error, refetch } = useQuery(caseQuery(id))
  if (error) return <Failure what={t('findings.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={3} />
  return (
    <div className="flex flex-col gap-4 py-2">
      <p>{t(`findings.work.${data.kind}`)}</p>
      {data.comment && <p className="text-ink-2">{data.comment}</p>}
      {data.workRequest && (
        <Link href="/orders/work" className="link">
          {t('findings.has-work')}
        </Link>
      )}
      <Evidence evidence={data.evidence} />
      <Steps found={data} />
    </div>
  )
}

function Evidence({ evidence }: Pick<FindingDetail, 'evidence'>) {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const nameOf = useEventName()
  return (
    <section>
      <h3 className="label mb-1">{t('findings.evidence')}</h3>
      <ul>
        {evidence.map(({ at, source, detail, event }) => (
          <li key={`${at} ${detail}`} className="flex gap-4 border-t border-line py-0.5">
            <span className="figures w-36 shrink-0 text-ink-2">{format.minute(zone, at)}</span>
            <span className="w-24 shrink-0 text-ink-2">{t(`findings.source.${source}`)}</span>
            <span>{event === null ? detail : nameOf(event)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Steps({ found: { id, state, workRequest } }: { found: FindingDetail }) {
  const t = useText()
  const mayDecide = useMay('operator')
  const step = useCaseStep()
  const [comment, setComment] = useState('')
  if (!mayDecide || state === 'dismissed' || state === 'confirmed') return null
  const text = comment.trim()
  const act = (to: 'in-work' | 'confirmed' | 'dismissed') =>
    step.mutate({ id, step: to, ...(text !== '' && { comment: text }) })
  return (
    <div className="flex flex-wrap items-end gap-2">
      <TextField label={t('findings.comment')} maxLength={1000} value={comment} onChange={setComment} />
      {state === 'open' && <Button onPress={() => act('in-work')}>{t('findings.take')}</Button>}
      {workRequest === null && (
        <Button onPress={() => step.mutate({ id, step: 'work' })}>{t('findings.make-work')}</Button>
      )}
      <Button onPress={() => act('confirmed')}>{t('findings.confirm')}</Button>
      <Button look="danger" isDisabled={text === ''} onPress={() => act('dismissed')}>
        {t('findings.dismiss')}
      </Button>
      {step.error && <Failure what={t('findings.not-changed')} error={step.error} />}
    </div>
  )
}
