import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { FramesViewer } from '../../meter/frames/frames-viewer.tsx'

/** What went over the wire for an order that went by session, attempt by attempt. */
export default function OrderFrames({ id }: { id: string }) {
  const zone = useSystemZone()
  const t = useText()
  const [attempt, setAttempt] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['control', id, 'frames'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/end-device-controls/{id}/frames', { params: { path: { id } }, signal })),
  })
  if (error) return <Failure what={t('order.frames.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={4} />
  const chosen = data.items.find(one => String(one.attempt) === attempt) ?? data.items.at(-1)
  if (chosen === undefined) return <p className="text-ink-2">{t('order.frames.none')}</p>
  return (
    <div>
      {data.items.length > 1 && (
        <div className="mb-3">
          <Segmented
            label={t('order.tries')}
            options={data.items.map(one => ({
              key: String(one.attempt),
              name: t('order.attempt', { number: one.attempt }),
            }))}
            value={String(chosen.attempt)}
            onChange={setAttempt}
          />
        </div>
      )}
      <FramesViewer key={chosen.attempt} frames={chosen.frames} timeZone={zone} />
    </div>
  )
}
