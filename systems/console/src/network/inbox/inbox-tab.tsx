import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { newMetersQuery } from '../../api/network-queries.ts'
import type { NewMeter } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { List } from '../../kit/list/list.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { AcceptDialog } from './accept-dialog.tsx'
import { type Decision, NewMeterTable } from './new-meter-table.tsx'
import { useAccept, useRefuse } from './use-decision.ts'

/** Meters that answered on a power line and await a decision. */
export function InboxTab() {
  const t = useText()
  const mayDecide = useMay('administrator')
  const [asked, setAsked] = useState<{ readonly meter: NewMeter; readonly decision: Decision } | null>(null)
  const accept = useAccept()
  const refuse = useRefuse()
  const meters = useInfiniteQuery(newMetersQuery)
  const close = () => setAsked(null)
  const trouble = accept.error ?? refuse.error
  const nameOf = ({ serial, aca }: NewMeter) => serial ?? aca

  return (
    <>
      {trouble && <Failure what={t('inbox.not-decided')} error={trouble} />}
      <List
        source={meters}
        failed={t('inbox.failed')}
        empty={<Empty title={t('inbox.none')}>{t('inbox.none.next')}</Empty>}
        more={t('inbox.more')}
      >
        {(shown, isPartial) => (
          <>
            <p className="mb-4 max-w-prose text-ink-2">
              {t(mayDecide ? 'inbox.meaning' : 'inbox.meaning.viewer')}
            </p>
            <NewMeterTable
              meters={shown}
              isPartial={isPartial}
              onDecide={mayDecide ? (meter, decision) => setAsked({ meter, decision }) : undefined}
            />
          </>
        )}
      </List>
      {asked?.decision === 'accept' &&
        (asked.meter.hasKeys ? (
          <Confirm
            isOpen
            title={t('inbox.accept-of', { meter: nameOf(asked.meter) })}
            consequence={t('inbox.accept-means', {
              concentrator: asked.meter.heardBy[0]?.concentrator ?? '–',
            })}
            action={t('inbox.accept')}
            look="primary"
            onConfirm={() => accept.mutate({ aca: asked.meter.aca, body: {} })}
            onClose={close}
          />
        ) : (
          <AcceptDialog meter={asked.meter} onClose={close} />
        ))}
      {asked?.decision === 'refuse' && (
        <Confirm
          isOpen
          title={t('inbox.refuse-of', { meter: nameOf(asked.meter) })}
          consequence={t('inbox.refuse-means')}
          action={t('inbox.refuse')}
          onConfirm={() => refuse.mutate(asked.meter.aca)}
          onClose={close}
        />
      )}
    </>
  )
}
