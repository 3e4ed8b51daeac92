import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import type { Schedule } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextArea } from '../kit/form/text-area.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'

/** Has meters read by a schedule, and says which of them cannot be. */
export function GiveMetersDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const t = useText()
  const [serials, setSerials] = useState('')
  const endDevices = serials.split(/[\s,;]+/).filter(serial => serial !== '')
  const give = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/meter-read-schedules/{id}/end-devices', {
          params: { path: { id: schedule.id } },
          body: { endDevices },
        }),
      ),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate()
  }
  return (
    <Dialog title={t('schedules.give-of', { name: schedule.name })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextArea
          label={t('schedules.serials')}
          hint={t('schedules.serials.hint')}
          value={serials}
          onChange={setSerials}
          rows={6}
          mono
        />
        {give.isError && <Failure what={t('schedules.not-given')} error={give.error} />}
        {give.data && (
          <div role="status" className="flex flex-col gap-1 text-form">
            <p>{t('schedules.given', { count: give.data.given.length })}</p>
            {give.data.unknown.length > 0 && (
              <p className="text-ink-2">
                {t('schedules.unknown', { serials: give.data.unknown.join(', ') })}
              </p>
            )}
            {give.data.onLine.length > 0 && (
              <p className="text-ink-2">{t('schedules.on-line', { serials: give.data.onLine.join(', ') })}</p>
            )}
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.close')}</Button>
          <Button
            look="primary"
            type="submit"
            isPending={give.isPending}
            isDisabled={endDevices.length === 0 || endDevices.length > 1000}
          >
            {t('schedules.give')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
