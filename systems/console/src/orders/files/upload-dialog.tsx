import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { answerOf, api } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Switch } from '../../kit/form/switch.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'

/** Hands in a file with its signature, which is made where the key is: `ferraris file sign`. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [form, setForm] = useState({
    kind: 'configuration' as 'configuration' | 'firmware',
    version: '',
    models: '',
    legal: false,
    key: '',
    signature: '',
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const upload = useMutation({
    mutationFn: async (chosen: File) => {
      const content = new Uint8Array(await chosen.arrayBuffer())
      const { key, signature, ...told } = form
      const query = {
        ...told,
        name: chosen.name,
        sha256: await sha256Of(content),
        ...(key !== '' && { key }),
        ...(signature !== '' && { signature }),
      }
      return await answerOf(
        api.POST('/api/v1/files', {
          params: { query },
          body: content,
          bodySerializer: body => body as Uint8Array<ArrayBuffer>,
          headers: { 'content-type': 'application/octet-stream' },
        }),
      )
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['files'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null) upload.mutate(file)
  }
  return (
    <Dialog title={t('files.upload')} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-form text-ink-2">{t('files.upload-means')}</p>
        <div className="flex flex-wrap items-center gap-3">
          <FileTrigger onSelect={files => setFile(files?.[0] ?? null)}>
            <Button>{t('files.choose')}</Button>
          </FileTrigger>
          <span className="font-mono text-label break-all">{file?.name ?? t('files.no-choice')}</span>
        </div>
        <Select
          label={t('files.kind')}
          options={(['configuration', 'firmware'] as const).map(key => ({
            key,
            name: t(`files.kind.${key}`),
          }))}
          value={form.kind}
          onChange={kind => set({ kind })}
        />
        <TextField
          label={t('files.version')}
          isRequired
          mono
          value={form.version}
          onChange={version => set({ version: version.trim() })}
        />
        <TextField
          label={t('files.models')}
          hint={t('files.models.hint')}
          isRequired
          mono
          value={form.models}
          onChange={models => set({ models: models.trim() })}
        />
        {form.kind === 'firmware' && (
          <Switch isSelected={form.legal} onChange={legal => set({ legal })}>
            {t('files.legal')}
          </Switch>
        )}
        <TextField
          label={t('files.key')}
          isRequired
          mono
          value={form.key}
          onChange={key => set({ key: key.trim() })}
        />
        <TextField
          label={t('files.signature')}
          hint={t('files.signature.hint')}
          isRequired
          mono
          value={form.signature}
          onChange={signature => set({ signature: signature.trim() })}
        />
        {upload.isError && <Failure what={t('files.not-changed')} error={upload.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={upload.isPending} isDisabled={file === null}>
            {t('files.upload')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

async function sha256Of(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  return [...digest].map(octet => octet.toString(16).padStart(2, '0')).join('')
}
