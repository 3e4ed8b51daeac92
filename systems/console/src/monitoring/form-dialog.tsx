import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Select } from '../kit/form/select.tsx'
import { TextArea } from '../kit/form/text-area.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { Failure } from '../kit/states.tsx'

/** A member of what is sent. */
interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'date' | 'number' | 'email' | 'area'
  readonly hint?: string
  readonly options?: readonly { readonly key: string; readonly name: string }[]
  readonly initial?: string
  readonly isOptional?: boolean
}

interface FormDialogProps {
  readonly title: string
  readonly fields: readonly Field[]
  readonly onSend: (values: Readonly<Record<string, string>>) => Promise<unknown>
  readonly onClose: () => void
}

/** A few fields that are sent together; what the platform shows is asked for again then. */
export function FormDialog({ title, fields, onSend, onClose }: FormDialogProps) {
  const t = useText()
  const queries = useQueryClient()
  const [values, setValues] = useState(() =>
    Object.fromEntries(
      fields.map(({ name, initial, options }) => [name, initial ?? options?.[0]?.key ?? '']),
    ),
  )
  const send = useMutation({
    mutationFn: () => onSend(values),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['monitoring'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate()
  }
  return (
    <Dialog title={title} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {fields.map(field => (
          <FormField
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            onChange={text => setValues({ ...values, [field.name]: text })}
          />
        ))}
        {send.error && <Failure what={t('campaign.failed')} error={send.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isPending={send.isPending}>
            {t('campaign.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface FormFieldProps {
  readonly field: Field
  readonly value: string
  readonly onChange: (text: string) => void
}

function FormField({ field, value, onChange }: FormFieldProps) {
  const { label, type = 'text', options, hint, isOptional = false } = field
  if (options !== undefined)
    return <Select label={label} options={options} value={value} onChange={onChange} />
  const common = { label, value, onChange, isRequired: !isOptional, ...(hint && { hint }) }
  if (type === 'area') return <TextArea {...common} rows={5} />
  return <TextField {...common} type={type} />
}
