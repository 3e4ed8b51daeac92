import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { fieldDevicesQuery } from '../../api/queries.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { useGive } from './ticket-queries.ts'

const rights = ['read', 'change'] as const

/** For whom a ticket is, what it allows, and how long. */
export function GiveDialog({ concentrator, onClose }: { concentrator: string; onClose: () => void }) {
  const t = useText()
  const { data: devices, error, refetch } = useQuery(fieldDevicesQuery)
  const approved = devices?.items.filter(({ state }) => state === 'approved') ?? []
  const [chosen, setChosen] = useState('')
  const [right, setRight] = useState<(typeof rights)[number]>('read')
  const [hours, setHours] = useState('12')
  const give = useGive(concentrator)
  const fieldDevice = chosen || (approved[0]?.name ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate({ fieldDevice, right, hours: Number(hours) }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('tickets.give-for', { concentrator })} isOpen onClose={onClose}>
      {devices && approved.length === 0 ? (
        <Empty title={t('tickets.no-device')}>
          <Link href="/settings/field-devices" className="link">
            {t('tickets.no-device.next')}
          </Link>
        </Empty>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <p className="text-form text-ink-2">{t('tickets.give-means')}</p>
          {error && <Failure what={t('field-devices.failed')} error={error} onRetry={() => void refetch()} />}
          <Select
            label={t('tickets.device')}
            options={approved.map(({ name }) => ({ key: name, name }))}
            value={fieldDevice}
            onChange={setChosen}
          />
          <Select
            label={t('tickets.right')}
            options={rights.map(key => ({ key, name: t(`tickets.right.${key}`) }))}
            value={right}
            onChange={setRight}
          />
          <TextField
            label={t('tickets.hours')}
            hint={t('tickets.hours.hint')}
            isRequired
            inputMode="numeric"
            pattern="[1-9]|[1-9][0-9]|1[0-5][0-9]|16[0-8]"
            value={hours}
            onChange={text => setHours(text.trim())}
          />
          {give.isError && <Failure what={t('tickets.not-given')} error={give.error} />}
          <div className="flex justify-end gap-2">
            <Button onPress={onClose}>{t('common.cancel')}</Button>
            <Button look="primary" type="submit" isDisabled={give.isPending || fieldDevice === ''}>
              {t('tickets.save')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
