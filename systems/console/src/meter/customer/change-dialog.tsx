import { type FormEvent, useState } from 'react'
import type { CustomerAssociation, CustomerAssociationChange } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { type Profile, ProfileSelect } from './profile-select.tsx'

interface ChangeDialogProps {
  readonly association: CustomerAssociation
  readonly onChange: (change: CustomerAssociationChange) => void
  readonly onClose: () => void
}

/** Asks what is to be another: profile, resolution, threshold, power of the contract. */
export function ChangeDialog({ association, onChange, onClose }: ChangeDialogProps) {
  const t = useText()
  const { gap, weeklyThreshold, contract } = association
  const [form, setForm] = useState({
    profile: 'same' as Profile | 'same',
    gap: String(gap),
    threshold: String(weeklyThreshold / 1000),
    contractPower: String(contract.contractPower),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange({
      ...(form.profile !== 'same' && { profile: form.profile }),
      gap: Number(form.gap),
      weeklyThreshold: Math.round(Number(form.threshold.replace(',', '.')) * 1000),
      contract: { ...contract, contractPower: Number(form.contractPower) },
    })
    onClose()
  }
  return (
    <Dialog
      title={t('customer-device.change.title', { serial: association.endDevice })}
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <ProfileSelect maySame value={form.profile} onChange={profile => setForm({ ...form, profile })} />
        <TextField
          label={t('customer-device.gap.watts')}
          hint={t('customer-device.gap.hint')}
          isRequired
          inputMode="numeric"
          pattern="[1-9][0-9]{0,4}"
          value={form.gap}
          onChange={text => setForm({ ...form, gap: text.trim() })}
        />
        <TextField
          label={t('customer-device.threshold.kwh')}
          hint={t('customer-device.threshold.hint')}
          isRequired
          inputMode="decimal"
          pattern="[0-9]{1,6}([.,][0-9]{1,3})?"
          value={form.threshold}
          onChange={text => setForm({ ...form, threshold: text.trim() })}
        />
        <TextField
          label={t('customer-device.contract-power.watts')}
          isRequired
          inputMode="numeric"
          pattern="[0-9]{3,7}"
          value={form.contractPower}
          onChange={text => setForm({ ...form, contractPower: text.trim() })}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('customer-device.change')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
