import { useInfiniteQuery } from '@tanstack/react-query'
import { filesQuery } from '../../api/order-queries.ts'
import { useText } from '../../i18n/use-text.ts'
import { Select } from '../../kit/form/select.tsx'
import { TextArea } from '../../kit/form/text-area.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import type { Member, Typed } from './parameter-schema.ts'

interface ParameterFormProps {
  readonly members: readonly Member[]
  readonly typed: Typed
  readonly onChange: (typed: Typed) => void
}

/** Fields for what a kind of order needs, made from its schema. */
export function ParameterForm({ members, typed, onChange }: ParameterFormProps) {
  return members.map(member => (
    <ParameterField
      key={member.name}
      member={member}
      value={typed[member.name]}
      onChange={value => onChange({ ...typed, [member.name]: value })}
    />
  ))
}

interface ParameterFieldProps {
  readonly member: Member
  readonly value: string | boolean | undefined
  readonly onChange: (value: string | boolean) => void
}

function ParameterField({ member, value, onChange }: ParameterFieldProps) {
  const t = useText()
  const { title, hint, isRequired, input } = member
  const text = typeof value === 'string' ? value : ''
  const field = { label: title, isRequired, value: text, onChange, ...(hint !== undefined && { hint }) }
  switch (input.kind) {
    case 'switch':
      return (
        <Select
          label={title}
          options={[
            { key: 'none', name: t('parameter.choose') },
            { key: 'true', name: t('parameter.yes') },
            { key: 'false', name: t('parameter.no') },
          ]}
          value={value === undefined ? 'none' : String(value)}
          onChange={key => key !== 'none' && onChange(key === 'true')}
        />
      )
    case 'choice':
      return (
        <Select
          label={title}
          options={[
            { key: '', name: t('parameter.choose') },
            ...input.options.map(key => ({ key, name: key })),
          ]}
          value={text}
          onChange={onChange}
        />
      )
    case 'number':
      return <TextField {...field} inputMode={input.isInteger ? 'numeric' : 'decimal'} />
    case 'instant':
      return <TextField {...field} hint={t('parameter.head-end-time')} type="datetime-local" />
    case 'day':
      return <TextField {...field} type="date" />
    case 'file':
      return <FileField title={title} value={text} onChange={onChange} />
    case 'json':
      return <TextArea {...field} rows={6} mono />
    case 'text':
      return <TextField {...field} {...(input.pattern !== undefined && { pattern: input.pattern })} />
  }
}

/** A file of the store that may be used. */
function FileField({
  title,
  value,
  onChange,
}: {
  title: string
  value: string
  onChange: (value: string) => void
}) {
  const t = useText()
  const { data } = useInfiniteQuery(filesQuery())
  const files = data?.pages.flatMap(({ items }) => items) ?? []
  const usable = files.filter(({ state }) => state === 'available' || state === 'test')
  return (
    <Select
      label={title}
      options={[
        { key: '', name: t('parameter.choose') },
        ...usable.map(({ sha256, name, version, state }) => ({
          key: sha256,
          name: `${name} ${version} (${t(`files.state.${state}`)})`,
        })),
      ]}
      value={value}
      onChange={onChange}
    />
  )
}
