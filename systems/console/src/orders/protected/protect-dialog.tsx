import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { fieldInstant } from '../../kit/form/field-time.ts'
import { Segmented } from '../../kit/form/segmented.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { protectedQuery } from './protected-query.ts'

/** Protects a meter, or the customer at a usage point whichever meter stands there. */
export function ProtectDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const zone = useSystemZone()
  const [form, setForm] = useState({
    by: 'endDevice' as 'endDevice' | 'usagePoint',
    name: '',
    reason: '',
    until: '',
  })
  const protect = useMutation({
    mutationFn: () => {
      const { by, name, reason } = form
      const until = fieldInstant(form.until, zone)
      const body = {
        [by]: name.trim(),
        reason: reason.trim(),
        ...(until && { until }),
      }
      return answerOf(api.POST('/api/v1/protected-customers', { body }))
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: protectedQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    protect.mutate()
  }
  return (
    <Dialog title={t('protected.new')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Segmented
          label={t('protected.by')}
          options={[
            { key: 'endDevice' as const, name: t('protected.by.meter') },
            { key: 'usagePoint' as const, name: t('protected.by.usage-point') },
          ]}
          value={form.by}
          onChange={by => setForm({ ...form, by })}
        />
        <TextField
          label={t(form.by === 'endDevice' ? 'meter.serial' : 'meter.usage-point')}
          isRequired
          autoFocus
          maxLength={64}
          mono={form.by === 'endDevice'}
          value={form.name}
          onChange={name => setForm({ ...form, name })}
        />
        <TextField
          label={t('protected.reason')}
          hint={t('protected.reason.hint')}
          isRequired
          maxLength={200}
          value={form.reason}
          onChange={reason => setForm({ ...form, reason })}
        />
        <TextField
          label={t('protected.until')}
          hint={t('protected.until.hint')}
          type="datetime-local"
          value={form.until}
          onChange={until => setForm({ ...form, until })}
        />
        {protect.isError && <Failure what={t('protected.not-new')} error={protect.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={protect.isPending}>
            {t('protected.new')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
