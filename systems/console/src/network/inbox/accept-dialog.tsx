import { type FormEvent, useState } from 'react'
import type { NewMeter } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useAccept } from './use-decision.ts'

const key = {
  mono: true,
  isRequired: true,
  pattern: '[0-9a-fA-F]{32}',
  autoComplete: 'off',
  type: 'password',
} as const

/** A meter that was not enrolled before needs its keys; they go to the head-end and never come back. */
export function AcceptDialog({ meter, onClose }: { meter: NewMeter; onClose: () => void }) {
  const t = useText()
  const [form, setForm] = useState({ serial: meter.serial ?? '', usagePoint: '', k1: '', k2: '' })
  const accept = useAccept()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { serial, usagePoint, k1, k2 } = form
    const body = { serial, lineKeys: { k1, k2 }, ...(usagePoint !== '' && { usagePoint }) }
    accept.mutate({ aca: meter.aca, body }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('inbox.accept-of', { meter: meter.serial ?? meter.aca })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('inbox.accept-with-keys')}</p>
        <TextField
          label={t('meter.serial')}
          isRequired
          mono
          value={form.serial}
          onChange={serial => setForm({ ...form, serial: serial.trim() })}
        />
        <TextField
          label={t('meter.usage-point')}
          maxLength={64}
          value={form.usagePoint}
          onChange={usagePoint => setForm({ ...form, usagePoint })}
        />
        <TextField
          {...key}
          label={t('inbox.k1')}
          hint={t('inbox.key-hint')}
          value={form.k1}
          onChange={k1 => setForm({ ...form, k1: k1.trim() })}
        />
        <TextField
          {...key}
          label={t('inbox.k2')}
          hint={t('inbox.key-hint')}
          value={form.k2}
          onChange={k2 => setForm({ ...form, k2: k2.trim() })}
        />
        {accept.isError && <Failure what={t('inbox.not-decided')} error={accept.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          {/* Not `isPending`: its announcement would speak of a button that is gone with the answer. */}
          <Button look="primary" type="submit" isDisabled={accept.isPending}>
            {t('inbox.accept')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
