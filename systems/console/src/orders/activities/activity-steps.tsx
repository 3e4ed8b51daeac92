import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { ActivityDetail } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Failure } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { PaceDialog } from './pace-dialog.tsx'

type Step = 'pause' | 'resume' | 'cancel'

/** What can be done with an activity as it is now, and its report. */
export function ActivitySteps({ activity }: { activity: ActivityDetail }) {
  const t = useText()
  const mayOrder = useMay('operator')
  const [isCancelling, setCancelling] = useState(false)
  const [isPacing, setPacing] = useState(false)
  const { step, replan, work } = useActivitySteps(activity)
  const { id, state, counts } = activity
  const isOpen = state === 'planned' || state === 'running' || state === 'paused'
  const report = `/api/v1/activities/${encodeURIComponent(id)}/report`
  return (
    <div className="flex flex-col gap-2">
      {step.isError && <Failure what={t('activity.not-done')} error={step.error} />}
      {work.isError && <Failure what={t('activity.not-done')} error={work.error} />}
      {replan.isError && <Failure what={t('activity.not-done')} error={replan.error} />}
      <div className="flex flex-wrap items-center gap-2">
        {mayOrder && state === 'paused' && (
          <Button look="primary" isPending={step.isPending} onPress={() => step.mutate('resume')}>
            <Icon name="play" />
            {t('activity.resume')}
          </Button>
        )}
        {mayOrder && (state === 'planned' || state === 'running') && (
          <Button isPending={step.isPending} onPress={() => step.mutate('pause')}>
            <Icon name="pause" />
            {t('activity.pause')}
          </Button>
        )}
        {mayOrder && !isOpen && counts.failed > 0 && (
          <Button look="primary" isPending={replan.isPending} onPress={() => replan.mutate()}>
            <Icon name="refresh" />
            {t('activity.replan', { count: counts.failed })}
          </Button>
        )}
        {mayOrder && !isOpen && counts.failed > 0 && (
          <Button isPending={work.isPending} onPress={() => work.mutate()}>
            {t('work.of-failed')}
          </Button>
        )}
        {mayOrder && isOpen && <Button onPress={() => setPacing(true)}>{t('pace.change')}</Button>}
        {mayOrder && isOpen && (
          <Button look="danger" onPress={() => setCancelling(true)}>
            {t('activity.cancel')}
          </Button>
        )}
        <a href={`${report}?format=pdf`} download className="link px-2">
          {t('activity.report-pdf')}
        </a>
        <a href={`${report}?format=csv`} download className="link px-2">
          {t('activity.report-csv')}
        </a>
      </div>
      {isPacing && <PaceDialog activity={activity} onClose={() => setPacing(false)} />}
      <Confirm
        isOpen={isCancelling}
        title={t('activity.cancel')}
        consequence={t('activity.cancel.means')}
        action={t('activity.cancel')}
        onConfirm={() => step.mutate('cancel')}
        onClose={() => setCancelling(false)}
      />
    </div>
  )
}

function useActivitySteps({ id, name, retries }: ActivityDetail) {
  const queries = useQueryClient()
  const [, go] = useLocation()
  const params = { params: { path: { id } } }
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['activity', id] })
    void queries.invalidateQueries({ queryKey: ['activities'] })
  }
  const step = useMutation({
    mutationFn: (what: Step) => {
      if (what === 'pause') return answerOf(api.POST('/api/v1/activities/{id}/pause', params))
      if (what === 'resume') return answerOf(api.POST('/api/v1/activities/{id}/resume', params))
      return answerOf(api.POST('/api/v1/activities/{id}/cancel', params))
    },
    onSettled: refresh,
  })
  const replan = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/activities/{id}/replan', {
          ...params,
          body: { states: ['failed', 'refused', 'expired'], retries },
        }),
      ),
    onSuccess: next => {
      refresh()
      go(`/orders/activities/${encodeURIComponent(next.id)}`)
    },
  })
  const work = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/work-requests', { body: { activity: id, reason: name } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['work-requests'] })
      go('/orders/work')
    },
  })
  return { step, replan, work }
}
