import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { silencesQuery } from '../../api/alarm-queries.ts'
import { answerOf, api } from '../../api/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Failure } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { useNaming } from '../naming.ts'
import { SilenceDialog } from './silence-dialog.tsx'

/** What raises no alarm for a while, and until when. */
export function Silences() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const naming = useNaming()
  const queries = useQueryClient()
  const mayChange = useMay('operator')
  const [isAdding, add] = useState(false)
  const { data, error } = useQuery(silencesQuery)
  const end = useMutation({
    mutationFn: (id: number) =>
      answerOf(api.DELETE('/api/v1/alarm-silences/{id}', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: silencesQuery.queryKey }),
  })
  const aside = mayChange && <Button onPress={() => add(true)}>{t('silences.add')}</Button>
  return (
    <Section title={t('silences.title')} aside={aside}>
      {error && <Failure what={t('silences.failed')} error={error} />}
      {end.isError && <Failure what={t('silences.failed')} error={end.error} />}
      {data?.items.length === 0 && <p className="text-ink-2">{t('silences.none')}</p>}
      <ul className="flex flex-col">
        {data?.items.map(({ id, kind, endDevice, concentrator, ends, reason, createdBy }) => (
          <li
            key={id}
            className="flex min-h-9 flex-wrap items-center gap-x-4 border-b border-line last:border-0"
          >
            <span className="font-medium">
              {[kind === null ? t('silences.all-kinds') : naming.alarm(kind), endDevice, concentrator]
                .filter(part => part !== null)
                .join(' · ')}
            </span>
            <span className="text-ink-2">{t('silences.until', { time: format.stamp(zone, ends) })}</span>
            <span className="min-w-0 flex-1 text-ink-2">
              {reason} ({createdBy})
            </span>
            {mayChange && (
              <Button look="quiet" onPress={() => end.mutate(id)}>
                {t('silences.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isAdding && <SilenceDialog onClose={() => add(false)} />}
    </Section>
  )
}
