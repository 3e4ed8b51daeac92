import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FileTrigger } from 'react-aria-components'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'

interface ImportResult {
  readonly rows: number
  readonly taken: number
  readonly faults: readonly { readonly line: number; readonly detail: string }[]
}

interface ImportDialogProps {
  readonly onImport: (csv: string) => Promise<ImportResult>
  readonly onClose: () => void
}

/** Sends a file of counters, and shows the lines that could not be taken. */
export function ImportDialog({ onImport, onClose }: ImportDialogProps) {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: async (file: File) => onImport(await file.text()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['monitoring'] }),
  })
  const choose = (files: FileList | null) => {
    const file = files?.[0]
    if (file !== undefined) send.mutate(file)
  }
  return (
    <Dialog title={t('campaign.import')} isOpen onClose={onClose} isDismissable={false}>
      <div className="flex flex-col gap-4">
        <p>{t('campaign.import.columns')}</p>
        <p className="font-mono text-label break-words text-ink-2">
          pod;du_id;smitp_addr;system_title;meter;day;reg_inst_power;reg_alert;reg_load_curve;reg_prod_avg;reg_prod_inst
        </p>
        <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={choose}>
          <Button look="primary" isPending={send.isPending} className="self-start">
            {t('campaign.import.choose')}
          </Button>
        </FileTrigger>
        {send.error && <Failure what={t('campaign.failed')} error={send.error} />}
        {send.data && (
          <div role="status">
            <p className="font-medium">
              {t('campaign.import.taken', {
                taken: format.count(send.data.taken),
                rows: format.count(send.data.rows),
              })}
            </p>
            <ul className="mt-2 flex flex-col gap-1">
              {send.data.faults.map(({ line, detail }) => (
                <li key={`${line} ${detail}`}>
                  <span className="font-medium">{t('campaign.import.line', { line })}</span> {detail}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Dialog>
  )
}
