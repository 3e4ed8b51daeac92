import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { AssociateDialog } from './associate-dialog.tsx'
import { AssociationPanel } from './association-panel.tsx'
import { Correspondence } from './correspondence.tsx'
import { associationQuery, homeQuery } from './customer-queries.ts'
import { HomePanel } from './home-panel.tsx'
import { SentTable } from './sent-table.tsx'
import { TwoCurves } from './two-curves.tsx'

interface CustomerTabProps {
  readonly serial: string
  readonly timeZone: string
  readonly usagePoint: string | null
  readonly mayOrder: boolean
}

/** How often a simulated device is looked at, milliseconds: its countdown runs. */
const look = 1000

/** The customer's device of a meter: what the meter is to send, what it has sent, and, in a simulated home, what has come. */
export default function CustomerTab({ serial, timeZone, usagePoint, mayOrder }: CustomerTabProps) {
  const t = useText()
  const [isAssociating, setAssociating] = useState(false)
  const { data: association, error, refetch } = useQuery(associationQuery(serial))
  const { data: home = null } = useQuery({
    ...homeQuery(serial),
    // Only what is associated is simulated.
    enabled: Boolean(association),
    // What is not simulated will never be.
    refetchInterval: ({ state }) => (state.data === null ? false : look),
  })
  const failure = error && (
    <Failure what={t('customer-device.failed')} error={error} onRetry={() => void refetch()} />
  )
  if (association === undefined) return failure ?? <Skeleton lines={8} />
  const isOver = association === null || association.state === 'revoked'
  return (
    <div className="flex flex-col gap-4">
      {failure}
      {association === null ? (
        <Empty title={t('customer-device.none')}>
          <p>{t('customer-device.none.next')}</p>
          {mayOrder && (
            <p className="mt-3">
              <Button look="primary" onPress={() => setAssociating(true)}>
                {t('customer-device.associate')}
              </Button>
            </p>
          )}
        </Empty>
      ) : (
        <AssociationPanel
          serial={serial}
          timeZone={timeZone}
          association={association}
          mayOrder={mayOrder}
          onAssociate={() => setAssociating(true)}
        />
      )}
      {home && <HomePanel home={home} timeZone={timeZone} mayHarm={mayOrder} />}
      {home && <TwoCurves serial={serial} timeZone={timeZone} days={home.days} />}
      {association !== null && <SentTable serial={serial} mayRead={mayOrder} received={home?.counters} />}
      {association !== null && !isOver && (
        <Correspondence device={association.device} timeZone={timeZone} mayTell={mayOrder} />
      )}
      {isAssociating && (
        <AssociateDialog
          serial={serial}
          pod={association?.pod ?? usagePoint ?? ''}
          onClose={() => setAssociating(false)}
        />
      )}
    </div>
  )
}
