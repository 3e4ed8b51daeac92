import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import type { ActivityDetail } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'

const members = ['perConcentrator', 'perCell', 'overall'] as const

/** Changes how many orders of an activity may be under way at a time. */
export function PaceDialog({ activity, onClose }: { activity: ActivityDetail; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const { id, pace } = activity
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(members.map(member => [member, String(pace[member] ?? '')])),
  )
  const set = useMutation({
    mutationFn: () => {
      const body = Object.fromEntries(
        members.flatMap(member => (texts[member] ? [[member, Number(texts[member])]] : [])),
      )
      return answerOf(api.PUT('/api/v1/activities/{id}/pace', { params: { path: { id } }, body }))
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['activity', id] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <Dialog title={t('pace.change')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('pace.means')}</p>
        {members.map(member => (
          <TextField
            key={member}
            label={t(`pace.${member}`)}
            inputMode="numeric"
            value={texts[member] ?? ''}
            onChange={text => setTexts({ ...texts, [member]: text.replaceAll(/\D/g, '') })}
          />
        ))}
        {set.isError && <Failure what={t('activity.not-done')} error={set.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={set.isPending}>
            {t('pace.set')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
