import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import type { UnknownCaller } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useNow } from '../../kit/use-now.ts'
import { useMay } from '../../session/session.ts'
import { EnrolDialog } from './enrol-dialog.tsx'

/** Meters that called and are not in the inventory; each row opens the URI with which it can be enrolled. */
export function CallerTable({
  callers,
  isPartial,
}: {
  callers: readonly UnknownCaller[]
  isPartial: boolean
}) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const queries = useQueryClient()
  const mayEnrol = useMay('administrator')
  const [asked, setAsked] = useState<UnknownCaller | null>(null)
  const forget = useMutation({
    mutationFn: (systemTitle: string) =>
      answerOf(api.DELETE('/api/v1/unknown-callers/{systemTitle}', { params: { path: { systemTitle } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['pushes'] }),
  })
  const columns: Column<UnknownCaller>[] = [
    words(t('meter.serial'), ({ serial, deviceName }) => serial ?? deviceName ?? '–', {
      className: 'font-mono text-label',
    }),
    words(t('pushes.title'), ({ systemTitle }) => systemTitle, { className: 'font-mono text-label' }),
    words(t('pushes.model'), ({ model, maker }) => model ?? maker ?? '–'),
    words(t('pushes.from'), ({ from }) => from, { className: 'font-mono text-label', isMinor: true }),
    words(t('pushes.state'), ({ isConnected }) =>
      t(isConnected ? 'pushes.state.connected' : 'pushes.state.away'),
    ),
    figures(
      t('pushes.last'),
      ({ lastHeard }) => lastHeard,
      at => format.relative(at, now),
      {
        className: 'text-ink-2',
      },
    ),
  ]
  const decisions = actions<UnknownCaller>(t('common.actions'), caller => {
    const meter = caller.serial ?? caller.systemTitle
    return (
      <>
        <Button
          look="quiet"
          className="text-accent"
          aria-label={t('pushes.enrol-of', { meter })}
          onPress={() => setAsked(caller)}
        >
          {t('pushes.enrol-it')}
        </Button>
        <Button
          look="quiet"
          aria-label={t('pushes.forget-of', { meter })}
          onPress={() => forget.mutate(caller.systemTitle)}
        >
          {t('pushes.forget')}
        </Button>
      </>
    )
  })
  return (
    <>
      {forget.isError && <Failure what={t('pushes.not-forgotten')} error={forget.error} />}
      <Table
        label={t('pushes.callers')}
        columns={mayEnrol ? [...columns, decisions] : columns}
        rows={callers}
        keyOf={({ systemTitle }) => systemTitle}
        isPartial={isPartial}
        detail={({ uri }) => (
          <p>
            {t('pushes.enrol')} <code className="font-mono text-label">{uri}</code>
          </p>
        )}
        file="unknown-callers"
      />
      {asked && <EnrolDialog caller={asked} onClose={() => setAsked(null)} />}
    </>
  )
}
