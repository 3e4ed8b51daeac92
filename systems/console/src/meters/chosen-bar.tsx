import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { answerOf, api } from '../api/client.ts'
import type { EndDevice } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'
import { saveCsv } from '../kit/table/csv.ts'
import { handOver } from '../orders/activities/wizard/from-list.ts'
import { exportColumns } from './export-columns.ts'

interface ChosenBarProps {
  readonly chosen: ReadonlySet<string>
  readonly devices: readonly EndDevice[]
  readonly onClear: () => void
}

/** What can be done with the meters that were chosen in the list. */
export function ChosenBar({ chosen, devices, onClear }: ChosenBarProps) {
  const t = useText()
  const [, go] = useLocation()
  const [isNaming, setNaming] = useState(false)
  const act = () => {
    handOver([...chosen])
    go('/orders/activities/new?selected')
  }
  const save = () =>
    saveCsv(
      'meters',
      devices.filter(({ serial }) => chosen.has(serial)),
      exportColumns(t),
    )
  return (
    <div role="status" className="mb-3 flex flex-wrap items-center gap-2 rounded-panel bg-tint px-4 py-2">
      <span className="mr-2 font-medium">{t('meters.chosen', { count: chosen.size })}</span>
      <Button look="primary" onPress={act}>
        {t('activity.new')}
      </Button>
      <Button onPress={() => setNaming(true)}>{t('meters.save-group')}</Button>
      <Button onPress={save}>CSV</Button>
      <Button look="quiet" onPress={onClear}>
        {t('meters.choose-none')}
      </Button>
      {isNaming && <GroupDialog serials={[...chosen]} onClose={() => setNaming(false)} />}
    </div>
  )
}

/** Saves the chosen meters as a group for later activities. */
function GroupDialog({ serials, onClose }: { serials: readonly string[]; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/end-device-groups', { body: { name, targets: { endDevices: [...serials] } } }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['groups'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog title={t('meters.save-group')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('destinations.name')}
          isRequired
          autoFocus
          pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
          value={name}
          onChange={text => setName(text.trim())}
        />
        {save.isError && <Failure what={t('meters.group-failed')} error={save.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
