import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import type { CustomerAgreement } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'
import { daysBefore } from './days.ts'
import { customersKey } from './queries.ts'

interface AgreementDialogProps {
  /** The agreement whose customer moves out; null where a customer moves in. */
  readonly ended: CustomerAgreement | null
  readonly onClose: () => void
}

/** A customer moves in, or out. */
export function AgreementDialog({ ended, onClose }: AgreementDialogProps) {
  const t = useText()
  const queries = useQueryClient()
  const [form, setForm] = useState({ customer: '', usagePoint: '', day: daysBefore(0) })
  const enter = useMutation({
    mutationFn: () => {
      const { customer, usagePoint, day } = form
      if (ended !== null) {
        const params = { path: { id: ended.id } }
        return answerOf(api.POST('/api/v1/customer-agreements/{id}/end', { params, body: { to: day } }))
      }
      const body = { customer: customer.trim(), usagePoint: usagePoint.trim(), from: day }
      return answerOf(api.POST('/api/v1/customer-agreements', { body }))
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: customersKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  const title = t(ended === null ? 'customers.move-in' : 'customers.move-out')
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {ended === null ? (
          <>
            <TextField
              label={t('customers.customer')}
              hint={t('customers.customer.hint')}
              isRequired
              maxLength={64}
              value={form.customer}
              onChange={customer => setForm({ ...form, customer })}
            />
            <TextField
              label={t('meter.usage-point')}
              isRequired
              maxLength={64}
              value={form.usagePoint}
              onChange={usagePoint => setForm({ ...form, usagePoint })}
            />
          </>
        ) : (
          <p className="text-form text-ink-2">
            {t('customers.move-out-means', { name: ended.customer, point: ended.usagePoint })}
          </p>
        )}
        <TextField
          label={t(ended === null ? 'customers.from' : 'customers.to')}
          type="date"
          isRequired
          value={form.day}
          onChange={day => setForm({ ...form, day })}
        />
        {enter.isError && <Failure what={t('customers.not-entered')} error={enter.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={enter.isPending}>
            {title}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
