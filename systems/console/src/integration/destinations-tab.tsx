import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../api/client.ts'
import { destinationsQuery } from '../api/integration-queries.ts'
import type { Destination } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Mark, type Shape } from '../kit/mark.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions, type Column, figures, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { useMay } from '../session/session.ts'
import { DestinationDialog } from './destination-dialog.tsx'

const shapeOf: Record<Destination['state'], Shape> = { ready: 'normal', away: 'major', disabled: 'unknown' }

/** Other systems: whether they are there, what waits for them, and what they want to be told. */
export function DestinationsTab() {
  const t = useText()
  const format = useFormat()
  const mayChange = useMay('administrator')
  const queries = useQueryClient()
  const destinations = whole(useQuery(destinationsQuery))
  const [edited, setEdited] = useState<Destination | 'new' | null>(null)
  const [removed, setRemoved] = useState<Destination | null>(null)
  const remove = useMutation({
    mutationFn: ({ name }: Destination) =>
      answerOf(
        api.DELETE('/api/v1/integration/destinations/{name}', {
          params: { path: { name }, query: { force: true } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: destinationsQuery.queryKey }),
  })
  const columns: Column<Destination>[] = [
    words(t('destinations.name'), ({ name }) => name, {
      cell: ({ name }) => (
        <Link href={`/messages?destination=${encodeURIComponent(name)}`} className="link font-medium">
          {name}
        </Link>
      ),
    }),
    words(t('meter.state'), ({ state }) => t(`destinations.state.${state}`), {
      cell: ({ state, detail }) => (
        <span className="flex items-center gap-2" title={detail ?? undefined}>
          <Mark shape={shapeOf[state]} />
          {t(`destinations.state.${state}`)}
        </span>
      ),
    }),
    figures(
      t('destinations.waiting'),
      ({ waiting }) => waiting,
      count => format.count(count),
    ),
    figures(
      t('destinations.dead'),
      ({ dead }) => dead,
      count => format.count(count),
    ),
    words(t('destinations.url'), ({ kind, url }) => `${kind} · ${url}`, {
      isMinor: true,
      className: 'font-mono text-label break-all',
    }),
    words(t('destinations.nouns'), ({ nouns }) => nouns.join(', '), {
      isMinor: true,
      className: 'text-ink-2',
    }),
  ]
  if (mayChange) {
    columns.push(
      actions(t('common.actions'), destination => (
        <span className="flex gap-2">
          <Button
            look="quiet"
            aria-label={t('destinations.edit-of', { name: destination.name })}
            onPress={() => setEdited(destination)}
          >
            {t('common.edit')}
          </Button>
          <Button
            look="quiet"
            aria-label={t('destinations.remove-of', { name: destination.name })}
            onPress={() => setRemoved(destination)}
          >
            {t('common.remove')}
          </Button>
        </span>
      )),
    )
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {remove.isError && <Failure what={t('destinations.change-failed')} error={remove.error} />}
      <List
        source={destinations}
        failed={t('destinations.failed')}
        empty={<Empty title={t('destinations.none')}>{t('destinations.none.next')}</Empty>}
        bar={
          mayChange && (
            <Button onPress={() => setEdited('new')}>
              <Icon name="plus" />
              {t('destinations.add')}
            </Button>
          )
        }
      >
        {shown => (
          <Table
            label={t('messages.tab.destinations')}
            columns={columns}
            rows={shown}
            keyOf={({ name }) => name}
          />
        )}
      </List>
      {edited && (
        <DestinationDialog
          destination={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(null)}
        />
      )}
      {removed && (
        <Confirm
          isOpen
          title={t('destinations.remove-of', { name: removed.name })}
          consequence={t('destinations.remove-means', { count: removed.waiting })}
          action={t('common.remove')}
          onConfirm={() => remove.mutate(removed)}
          onClose={() => setRemoved(null)}
        />
      )}
    </div>
  )
}
