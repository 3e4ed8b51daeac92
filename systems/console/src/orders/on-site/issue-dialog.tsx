import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import { fieldDevicesQuery } from '../../api/queries.ts'
import type { WorkRequest } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { saveFile } from '../../kit/save-file.ts'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { workRequestsQuery } from './work-queries.ts'

const msPerDay = 86_400_000
const usualDays = '7'

/** Hands open lines to a field device: the file goes to it, with the meters' keys sealed for it alone. */
export function IssueDialog({ request, onClose }: { request: WorkRequest; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const known = useQuery(fieldDevicesQuery)
  const devices = known.data?.items.filter(({ state }) => state === 'approved') ?? []
  const [fieldDevice, setFieldDevice] = useState('')
  const [days, setDays] = useState(usualDays)
  const issue = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/work-requests/{id}/issue', {
          params: { path: { id: request.id } },
          body: { fieldDevice, notAfter: new Date(Date.now() + Number(days) * msPerDay).toISOString() },
        }),
      ),
    onSuccess: ({ document }) => {
      saveFile(`work-${request.id.slice(0, 8)}.json`, [document], 'application/json')
      void queries.invalidateQueries({ queryKey: workRequestsQuery.queryKey })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    issue.mutate()
  }
  return (
    <Dialog title={t('work.issue-of', { reason: request.reason })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('work.issue-means')}</p>
        <Select
          label={t('work.device')}
          options={[
            { key: '', name: t('parameter.choose') },
            ...devices.map(({ name }) => ({ key: name, name })),
          ]}
          value={fieldDevice}
          onChange={setFieldDevice}
        />
        {known.isError && <Failure what={t('field-devices.failed')} error={known.error} />}
        {known.isSuccess && devices.length === 0 && <p className="text-ink-2">{t('work.no-device')}</p>}
        <TextField
          label={t('work.days')}
          isRequired
          inputMode="numeric"
          pattern="[1-9]|[12][0-9]|30"
          value={days}
          onChange={text => setDays(text.trim())}
        />
        {issue.isError && <Failure what={t('work.not-issued')} error={issue.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            isPending={issue.isPending}
            isDisabled={fieldDevice === '' || !/^([1-9]|[12]\d|30)$/.test(days)}
          >
            {t('work.issue')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
