import {
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  Text,
  type TextFieldProps,
} from 'react-aria-components'

interface Props extends Omit<TextFieldProps, 'children' | 'className'> {
  readonly label: string
  readonly hint?: string
  readonly className?: string
  readonly mono?: boolean
}

export const inputClasses =
  'h-8 max-tablet:h-11 w-full min-w-0 rounded-control border border-edge bg-surface px-3 text-form max-tablet:text-[1rem] text-ink placeholder:text-ink-3'

/** A labelled line of text. */
export function TextField({ label, hint, className = '', mono, ...props }: Props) {
  return (
    <AriaTextField {...props} className={`flex flex-col gap-1 ${className}`}>
      <Label className="label">{label}</Label>
      <Input className={`${inputClasses} ${mono ? 'font-mono' : ''} invalid:border-critical`} />
      {hint && (
        <Text slot="description" className="label">
          {hint}
        </Text>
      )}
      <FieldError className="text-label text-critical" />
    </AriaTextField>
  )
}
