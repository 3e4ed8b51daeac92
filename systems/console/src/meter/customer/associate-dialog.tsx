import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CustomerAssociationRequest } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { devicesQuery, useAssociate } from './customer-queries.ts'
import { type Profile, ProfileSelect } from './profile-select.tsx'

interface AssociateDialogProps {
  readonly serial: string
  readonly pod: string
  readonly onClose: () => void
}

const roles = ['exchange', 'production'] as const

/** Chooses the device that a meter shall send to, and what for. */
export function AssociateDialog({ serial, pod, onClose }: AssociateDialogProps) {
  const t = useText()
  const { data, error, refetch } = useQuery(devicesQuery)
  const associate = useAssociate(serial)
  const [form, setForm] = useState({
    device: '',
    pod,
    role: 'exchange' as (typeof roles)[number],
    profile: 'basic' as Profile,
    contractPower: '3000',
  })
  const devices = data?.items ?? []
  const device = form.device || (devices.find(({ endDevices }) => endDevices.length === 0)?.id ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body: CustomerAssociationRequest = {
      device,
      pod: form.pod.trim(),
      role: form.role,
      profile: form.profile,
      contract: {
        customerCode: '',
        vendor: '',
        phone: '',
        pesse: 0,
        contractPower: Number(form.contractPower),
      },
    }
    associate.mutate(body, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('customer-device.associate.title', { serial })} isOpen onClose={onClose}>
      {error && (
        <Failure what={t('customer-device.devices-failed')} error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeleton lines={4} />}
      {data && devices.length === 0 && (
        <Empty title={t('customer-device.no-devices')}>{t('customer-device.no-devices.next')}</Empty>
      )}
      {devices.length > 0 && (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Select
            label={t('customer-device.device')}
            options={devices.map(({ id, maker, endDevices }) => ({
              key: id,
              name: [id, maker, ...endDevices].join(' · '),
            }))}
            value={device}
            onChange={id => setForm({ ...form, device: id })}
          />
          <TextField
            label={t('customer-device.pod')}
            isRequired
            maxLength={16}
            pattern="[!-~]{1,16}"
            value={form.pod}
            onChange={text => setForm({ ...form, pod: text })}
          />
          <Select
            label={t('customer-device.role')}
            options={roles.map(key => ({ key, name: t(`customer-device.role.${key}`) }))}
            value={form.role}
            onChange={role => setForm({ ...form, role })}
          />
          <ProfileSelect value={form.profile} onChange={profile => setForm({ ...form, profile })} />
          <TextField
            label={t('customer-device.contract-power.watts')}
            isRequired
            inputMode="numeric"
            pattern="[0-9]{3,7}"
            value={form.contractPower}
            onChange={text => setForm({ ...form, contractPower: text.trim() })}
          />
          {associate.error && <Failure what={t('customer-device.not-done')} error={associate.error} />}
          <div className="flex justify-end gap-2">
            <Button onPress={onClose}>{t('common.cancel')}</Button>
            <Button look="primary" type="submit" isDisabled={device === '' || associate.isPending}>
              {t('customer-device.associate')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
