import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import { destinationsQuery, messagesQuery } from '../api/integration-queries.ts'
import { type IntegrationMessage, messageStates } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Select } from '../kit/form/select.tsx'
import { Count, List, rowsOf, totalOf } from '../kit/list/list.tsx'
import { Mark } from '../kit/mark.tsx'
import { Empty } from '../kit/states.tsx'
import { type Column, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { filterOf, paramsOf } from './filter.ts'
import { MessageDetail } from './message-detail.tsx'
import { shapeOf } from './message-state.ts'

/** Messages, the newest first; each opens its text, what it led to, and what can be done with it. */
export function MessagesTab() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const messages = useInfiniteQuery(messagesQuery(filter))
  const destinations = useQuery(destinationsQuery).data?.items ?? []
  const choose = (change: typeof filter) => setParams(paramsOf({ ...filter, ...change }), { replace: true })
  const any = { key: 'any' as const, name: t('messages.any') }
  const columns: Column<IntegrationMessage>[] = [
    words(t('messages.time'), ({ createdAt }) => format.stamp(zone, createdAt), {
      order: ({ createdAt }) => createdAt,
      className: 'figures',
    }),
    words(t('messages.direction'), ({ direction }) => t(`messages.direction.${direction}`)),
    words(t('messages.what'), ({ verb, noun, root }) => `${verb} ${noun} · ${root}`),
    words(t('messages.system'), ({ destination, source }) => destination ?? source),
    words(t('meter.state'), ({ state }) => t(`messages.state.${state}`), {
      cell: ({ state }) => (
        <span className="flex items-center gap-2">
          <Mark shape={shapeOf[state]} />
          {t(`messages.state.${state}`)}
        </span>
      ),
    }),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
    words(t('messages.id'), ({ messageId }) => messageId, {
      className: 'font-mono text-label',
      isMinor: true,
    }),
  ]
  return (
    <List
      source={messages}
      failed={t('messages.failed')}
      empty={<Empty title={t('messages.none')}>{t('messages.none.next')}</Empty>}
      more={t('messages.older')}
      bar={
        <>
          <Select
            label={t('messages.direction')}
            options={[
              any,
              ...(['in', 'out'] as const).map(key => ({ key, name: t(`messages.direction.${key}`) })),
            ]}
            value={filter.direction ?? 'any'}
            onChange={key => choose({ direction: key === 'any' ? undefined : key })}
          />
          <Select
            label={t('meter.state')}
            options={[any, ...messageStates.map(key => ({ key, name: t(`messages.state.${key}`) }))]}
            value={filter.state ?? 'any'}
            onChange={key => choose({ state: key === 'any' ? undefined : key })}
          />
          {destinations.length > 0 && (
            <Select
              label={t('messages.destination')}
              options={[
                { key: '', name: t('messages.any') },
                ...destinations.map(({ name }) => ({ key: name, name })),
              ]}
              value={filter.destination ?? ''}
              onChange={key => choose({ destination: key === '' ? undefined : key })}
            />
          )}
          <Count>
            {messages.data &&
              t('messages.count', { shown: rowsOf(messages).length, total: totalOf(messages) })}
          </Count>
        </>
      }
    >
      {(shown, isPartial) => (
        <Table
          label={t('room.messages')}
          columns={columns}
          rows={shown}
          keyOf={({ id }) => String(id)}
          detail={({ id }) => <MessageDetail id={id} />}
          isPartial={isPartial}
          file="messages"
        />
      )}
    </List>
  )
}
