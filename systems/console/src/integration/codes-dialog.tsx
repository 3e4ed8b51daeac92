import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { partnerCodesQuery } from '../api/integration-queries.ts'
import type { PartnerCodeSettings, PartnerCodes } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextArea } from '../kit/form/text-area.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'
import { codeTables, formOf, settingsOf } from './codes-form.ts'

interface CodesDialogProps {
  /** Those to change; a partner that has none yet without them. */
  readonly codes: PartnerCodes | undefined
  readonly onClose: () => void
}

/** Codes that a partner has agreed on: all of them, the others are ours. */
export function CodesDialog({ codes, onClose }: CodesDialogProps) {
  const t = useText()
  const queries = useQueryClient()
  const [form, setForm] = useState(() => formOf(codes))
  const settings = settingsOf(form)
  const save = useMutation({
    mutationFn: (body: PartnerCodeSettings) =>
      answerOf(
        api.PUT('/api/v1/integration/partner-codes/{partner}', {
          params: { path: { partner: form.partner } },
          body,
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: partnerCodesQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (settings !== undefined) save.mutate(settings)
  }
  const title = codes ? t('destinations.edit-of', { name: codes.partner }) : t('codes.add')
  return (
    <Dialog title={title} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!codes && (
          <TextField
            label={t('codes.partner')}
            hint={t('codes.partner.hint')}
            isRequired
            autoFocus
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
            value={form.partner}
            onChange={partner => setForm({ ...form, partner: partner.trim() })}
          />
        )}
        {codeTables.map(table => (
          <TextArea
            key={table}
            label={t(`codes.${table}`)}
            hint={t(`codes.${table}.hint`)}
            rows={4}
            mono
            value={form[table]}
            onChange={text => setForm({ ...form, [table]: text })}
          />
        ))}
        {save.isError && <Failure what={t('codes.not-changed')} error={save.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            isPending={save.isPending}
            isDisabled={settings === undefined || form.partner === ''}
          >
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
