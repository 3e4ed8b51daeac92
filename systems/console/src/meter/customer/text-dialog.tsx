import { type FormEvent, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextArea } from '../../kit/form/text-area.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useSendText } from './customer-queries.ts'

const senders = ['distributor', 'supplier'] as const
const longest = 500

/** Asks what a customer is to be told, and in whose name. */
export function TextDialog({ device, onClose }: { device: string; onClose: () => void }) {
  const t = useText()
  const send = useSendText(device)
  const [from, setFrom] = useState<(typeof senders)[number]>('distributor')
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate({ from, text: text.trim() }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('customer-device.tell.title', { device })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Select
          label={t('customer-device.tell.from')}
          options={senders.map(key => ({ key, name: t(`customer-device.tell.from.${key}`) }))}
          value={from}
          onChange={setFrom}
        />
        <TextArea
          label={t('customer-device.told.text')}
          hint={t('customer-device.tell.hint', { left: longest - text.length })}
          rows={4}
          isRequired
          value={text}
          onChange={given => setText(given.slice(0, longest))}
        />
        {send.error && <Failure what={t('customer-device.not-done')} error={send.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={send.isPending}>
            {t('customer-device.tell.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
