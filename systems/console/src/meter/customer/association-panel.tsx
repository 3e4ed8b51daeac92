import { useState } from 'react'
import type { CustomerAssociation } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { Mark, type Shape } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import { Failure } from '../../kit/states.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { useChange, useRevoke } from './customer-queries.ts'
import { useFrameName } from './use-frame-name.ts'

interface AssociationPanelProps {
  readonly serial: string
  readonly timeZone: string
  readonly association: CustomerAssociation
  readonly mayOrder: boolean
  readonly onAssociate: () => void
}

const shapes: Record<CustomerAssociation['state'], Shape> = {
  waiting: 'minor',
  associated: 'normal',
  revoking: 'minor',
  revoked: 'unknown',
}

/** What is wanted of the meter towards the device, and whether it knows; what can be ordered. */
export function AssociationPanel(props: AssociationPanelProps) {
  const { serial, timeZone, association, mayOrder, onAssociate } = props
  const t = useText()
  const format = useFormat()
  const frameName = useFrameName()
  const [asked, setAsked] = useState<'change' | 'keys' | 'revoke' | null>(null)
  const change = useChange(serial)
  const revoke = useRevoke(serial)
  const { device, role, pod, frames, gap, weeklyThreshold, contract, state, detail } = association
  const isOver = state === 'revoked' || state === 'revoking'
  const trouble = change.error ?? revoke.error
  const close = () => setAsked(null)
  const aside = mayOrder && (
    <span className="flex flex-wrap justify-end gap-2">
      {isOver ? (
        state === 'revoked' && <Button onPress={onAssociate}>{t('customer-device.associate')}</Button>
      ) : (
        <>
          <Button onPress={() => setAsked('change')}>{t('customer-device.change')}</Button>
          <Button onPress={() => setAsked('keys')} isDisabled={change.isPending}>
            {t('customer-device.new-keys')}
          </Button>
          <Button look="danger" onPress={() => setAsked('revoke')} isDisabled={revoke.isPending}>
            {t('customer-device.revoke')}
          </Button>
        </>
      )}
    </span>
  )
  return (
    <Section title={t('customer-device.association')} aside={aside}>
      {trouble && <Failure what={t('customer-device.not-done')} error={trouble} />}
      <p className="mb-3 flex items-center gap-2">
        <Mark shape={shapes[state]} />
        <span className="font-medium">{t(`customer-device.state.${state}`)}</span>
        <span className="text-ink-2">
          {t('customer-device.since', { at: format.minute(timeZone, association.changedAt) })}
        </span>
      </p>
      {(state === 'waiting' || state === 'revoking') && (
        <p className="mb-3 max-w-prose text-ink-2">
          {association.attemptedAt === null || detail === null
            ? t('customer-device.calling')
            : t('customer-device.not-reached', {
                at: format.minute(timeZone, association.attemptedAt),
                why: detail,
              })}
        </p>
      )}
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        <Fact name={t('customer-device.device')}>{device}</Fact>
        <Fact name={t('customer-device.pod')}>{pod}</Fact>
        <Fact name={t('customer-device.role')}>{t(`customer-device.role.${role}`)}</Fact>
        <Fact name={t('customer-device.contract-power')}>{format.brief(contract.contractPower, 'W')}</Fact>
        <Fact name={t('customer-device.gap')}>{`${format.count(gap)} W`}</Fact>
        <Fact name={t('customer-device.threshold')}>
          {weeklyThreshold === 0 ? t('customer-device.threshold.none') : format.brief(weeklyThreshold, 'Wh')}
        </Fact>
      </dl>
      <h3 className="label mt-4 mb-1">{t('customer-device.profile')}</h3>
      <ul className="flex flex-wrap gap-1.5">
        {frames.map(frame => (
          <li key={frame} className="rounded-control bg-sunken px-2 py-0.5 text-label text-ink-2">
            <span className="figures mr-1.5 text-ink">{frame}</span>
            {frameName(frame)}
          </li>
        ))}
      </ul>
      {asked === 'change' && (
        <ChangeDialog association={association} onChange={change.mutate} onClose={close} />
      )}
      {asked === 'keys' && (
        <Confirm
          isOpen
          look="primary"
          title={t('customer-device.new-keys.title', { serial })}
          consequence={t('customer-device.new-keys.means')}
          action={t('customer-device.new-keys')}
          onConfirm={() => change.mutate({ newKeys: true })}
          onClose={close}
        />
      )}
      {asked === 'revoke' && (
        <Confirm
          isOpen
          title={t('customer-device.revoke.title', { serial })}
          consequence={t('customer-device.revoke.means', { device })}
          action={t('customer-device.revoke')}
          onConfirm={() => revoke.mutate(undefined)}
          onClose={close}
        />
      )}
    </Section>
  )
}
