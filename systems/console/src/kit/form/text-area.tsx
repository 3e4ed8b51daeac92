import { TextField as AriaTextField, FieldError, TextArea as Input, Label, Text } from 'react-aria-components'
import { classes } from '../classes.ts'
import { inputClasses } from './text-field.tsx'

interface TextAreaProps {
  readonly label: string
  readonly hint?: string
  readonly rows: number
  readonly value: string
  readonly onChange: (text: string) => void
  readonly mono?: boolean
  readonly isRequired?: boolean
}

/** A labelled field of several lines. */
export function TextArea({ label, hint, rows, mono = false, ...props }: TextAreaProps) {
  return (
    <AriaTextField {...props} className="flex flex-col gap-1">
      <Label className="label">{label}</Label>
      <Input
        rows={rows}
        spellCheck={false}
        className={classes(inputClasses, 'h-auto max-tablet:h-auto py-2', mono ? 'font-mono text-label' : '')}
      />
      {hint && (
        <Text slot="description" className="label">
          {hint}
        </Text>
      )}
      <FieldError className="text-label text-critical" />
    </AriaTextField>
  )
}
