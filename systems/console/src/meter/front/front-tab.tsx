import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { meterFrontQuery, pressButton } from '../../api/front-queries.ts'
import { clearFault, setFault } from '../../api/network-queries.ts'
import type { MeterButton } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { type Cover, Covers } from './covers.tsx'
import { Face } from './face.tsx'
import { Spoken } from './spoken.tsx'

/** How often the display is looked at, milliseconds: it is refreshed each second. */
const look = 1000

/** The front of a simulated meter: what its display shows now, its lights, its buttons, and its covers. */
export default function FrontTab({ serial, timeZone }: { serial: string; timeZone: string }) {
  const t = useText()
  const mayPress = useMay('operator')
  const queries = useQueryClient()
  const query = meterFrontQuery(serial)
  const { data: front, error, refetch } = useQuery({ ...query, refetchInterval: look })
  const press = useMutation({
    mutationFn: (button: MeterButton) => pressButton(serial, button),
    onSuccess: shown => queries.setQueryData(query.queryKey, shown),
  })
  const move = useMutation({
    mutationFn: async ({ cover, isOpen }: { cover: Cover; isOpen: boolean }) => {
      const target = { kind: `${cover}-cover`, target: serial } as const
      await (isOpen ? clearFault(target) : setFault(target))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: query.queryKey }),
  })
  const onPress = mayPress ? press.mutate : undefined
  useShortcuts(onPress ? { k: () => onPress('up'), j: () => onPress('down') } : {})

  if (!front) {
    return error ? (
      <Failure what={t('front.failed')} error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton lines={6} />
    )
  }
  const trouble = press.error ?? move.error
  return (
    <>
      <p className="mb-4 max-w-prose text-ink-2">{t(mayPress ? 'front.meaning' : 'front.meaning.viewer')}</p>
      {trouble && <Failure what={t('front.not-done')} error={trouble} />}
      {error && <Failure what={t('front.failed')} error={error} onRetry={() => void refetch()} />}
      <div className="grid max-w-3xl gap-4 tablet:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] tablet:items-start">
        <Face front={front} timeZone={timeZone} onPress={onPress} />
        <Covers
          front={front}
          onMove={mayPress ? (cover, isOpen) => move.mutate({ cover, isOpen }) : undefined}
        />
      </div>
      <Spoken front={front} />
    </>
  )
}
