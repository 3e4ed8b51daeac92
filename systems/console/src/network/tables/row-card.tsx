import { type FormEvent, useState } from 'react'
import type { TableKind, TableRow } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Confirm } from '../../kit/sheet/confirm.tsx'
import type { RowDeed } from './table-queries.ts'

interface RowCardProps {
  readonly kind: TableKind
  readonly row: TableRow
  readonly isPending: boolean
  readonly onDeed: (deed: RowDeed) => void
}

/** A row as it was read, member by member, and as the octets that it can be written as. */
export function RowCard({ kind, row, isPending, onDeed }: RowCardProps) {
  const t = useText()
  const [octets, setOctets] = useState(row.octets)
  const [asked, setAsked] = useState<RowDeed | null>(null)
  const may = (action: 'write' | 'reset') => kind.actions.some(its => its.action === action)
  const place = { kind: row.kind, row: row.row }
  const write = (event: FormEvent) => {
    event.preventDefault()
    setAsked({ do: 'write', ...place, octets })
  }
  return (
    <Section title={`${kind.name} · ${t('tables.row')} ${row.row}`}>
      <dl className="grid grid-cols-[minmax(8rem,auto)_1fr] gap-x-6 gap-y-1">
        {Object.entries(row.values).map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-ink-2">{name}</dt>
            <dd className="figures font-mono text-label break-all">
              {textOf(value)} {kind.fields.find(field => field.name === name)?.unit ?? ''}
            </dd>
          </div>
        ))}
      </dl>
      <form onSubmit={write} className="mt-4 flex flex-wrap items-end gap-3">
        <TextField
          label={t('tables.octets')}
          mono
          value={octets}
          onChange={text => setOctets(text.replaceAll(/\s/g, ''))}
          pattern="([0-9A-Fa-f]{2})*"
          isReadOnly={!may('write')}
          className="min-w-64 flex-1"
        />
        {may('write') && (
          <Button type="submit" isDisabled={isPending || octets === row.octets}>
            {t('tables.write')}
          </Button>
        )}
        {may('reset') && (
          <Button look="danger" isDisabled={isPending} onPress={() => setAsked({ do: 'reset', ...place })}>
            {t('tables.reset')}
          </Button>
        )}
      </form>
      {asked && (
        <Confirm
          isOpen
          title={t(asked.do === 'write' ? 'tables.write-of' : 'tables.reset-of', { row: row.row })}
          consequence={t(asked.do === 'write' ? 'tables.write-means' : 'tables.reset-means')}
          action={t(asked.do === 'write' ? 'tables.write' : 'tables.reset')}
          onConfirm={() => onDeed(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  )
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(textOf).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
