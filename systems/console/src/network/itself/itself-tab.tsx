import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ProblemError } from '../../api/problem.ts'
import type { OwnEvent, OwnState } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Fact } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { List } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { OrderProgress } from '../../orders/record/order-progress.tsx'
import { useOrder } from '../../orders/record/use-order.ts'
import { useMay } from '../../session/session.ts'
import { CallEmergency } from './call-emergency.tsx'
import { ownEventsQuery, ownStateQuery } from './itself-queries.ts'

/** The concentrator itself: its clock, conditions, firmware, calendar and event log. */
export function ItselfTab({ concentrator }: { concentrator: string }) {
  const t = useText()
  const mayOrder = useMay('operator')
  const { data: state, error, refetch } = useQuery(ownStateQuery(concentrator))
  return (
    <div className="flex flex-col gap-5">
      {error instanceof ProblemError && error.status === 404 ? (
        <Empty title={t('itself.none')}>{t('itself.none.means')}</Empty>
      ) : (
        error && <Failure what={t('itself.failed')} error={error} onRetry={() => void refetch()} />
      )}
      {!state && !error && <Skeleton lines={4} />}
      {state && (
        <>
          <OwnFacts state={state} />
          <Section title={t('itself.calendar')}>
            <Calendar concentrator={concentrator} state={state} />
          </Section>
        </>
      )}
      {mayOrder && (
        <Section title={t('itself.emergency')}>
          <CallEmergency concentrator={concentrator} />
        </Section>
      )}
      <Section title={t('itself.log')}>
        <OwnLog concentrator={concentrator} />
      </Section>
    </div>
  )
}

function OwnFacts({ state }: { state: OwnState }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const { conditions, clock, firmware, startedAt } = state
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact name={t('itself.conditions')}>
        {conditions.length === 0
          ? t('itself.all-well')
          : conditions.map(one => t(`itself.condition.${one}`)).join('; ')}
      </Fact>
      <Fact name={t('itself.clock')}>
        {t(`itself.clock.${clock.source}`)}
        {clock.server && ` · ${clock.server}`}
      </Fact>
      <Fact name={t('meter.clock-offset')}>
        {clock.offsetMs === null ? '–' : `${format.decimal(clock.offsetMs, 1)} ms`}
      </Fact>
      <Fact name={t('itself.firmware')}>
        {firmware.version}
        {firmware.trialUntil && ` · ${t('itself.trial', { time: format.minute(zone, firmware.trialUntil) })}`}
      </Fact>
      <Fact name={t('itself.started')}>{format.minute(zone, startedAt)}</Fact>
    </dl>
  )
}

type Entry = OwnState['calendar'][number]

/** What it does of its own accord, each to be run at once. */
function Calendar({ concentrator, state }: { concentrator: string; state: OwnState }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const mayOrder = useMay('operator')
  const order = useOrder()
  const columns: Column<Entry>[] = [
    words(t('itself.entry'), ({ entry }) => t(`itself.entry.${entry}`)),
    figures(
      t('itself.every'),
      ({ everySeconds }) => everySeconds,
      seconds => `${format.count(seconds)} s`,
    ),
    figures(
      t('itself.last'),
      ({ lastAt }) => lastAt,
      at => format.minute(zone, at),
    ),
    figures(
      t('itself.next'),
      ({ nextAt }) => nextAt,
      at => format.minute(zone, at),
    ),
  ]
  if (mayOrder) {
    columns.push(
      actions(t('common.actions'), ({ entry }) => (
        <Button
          look="quiet"
          aria-label={t('itself.run-of', { entry: t(`itself.entry.${entry}`) })}
          onPress={() => order.mutate({ concentrator, kind: 'run-now', parameters: { entry } })}
        >
          {t('itself.run')}
        </Button>
      )),
    )
  }
  return (
    <>
      {order.isError && <Failure what={t('order.refused-here')} error={order.error} />}
      {order.data && <OrderProgress key={order.data.id} id={order.data.id} />}
      <Table
        label={t('itself.calendar')}
        columns={columns}
        rows={state.calendar}
        keyOf={({ entry }) => entry}
        isBare
      />
    </>
  )
}

function OwnLog({ concentrator }: { concentrator: string }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const columns: Column<OwnEvent>[] = [
    words(t('messages.time'), ({ at }) => format.stamp(zone, at), {
      order: ({ at }) => at,
      className: 'figures',
    }),
    words(t('itself.event'), ({ code }) => code),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2' }),
  ]
  return (
    <List
      source={useInfiniteQuery(ownEventsQuery(concentrator))}
      failed={t('itself.failed')}
      empty={<p className="text-ink-2">{t('itself.log.none')}</p>}
      more={t('itself.older')}
    >
      {(shown, isPartial) => (
        <Table
          label={t('itself.log')}
          columns={columns}
          rows={shown}
          keyOf={({ number }) => String(number)}
          isPartial={isPartial}
          isBare
          file="concentrator-log"
        />
      )}
    </List>
  )
}
