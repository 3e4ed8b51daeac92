import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { TableKind, TableRow } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { RowCard } from './row-card.tsx'
import { type RowDeed, tableKindsQuery, useRow } from './table-queries.ts'

/** A concentrator's own tables, as original METERS AND MORE has them: a row is read, written and reset through its tunnel. */
export default function TablesTab({ concentrator }: { concentrator: string }) {
  const t = useText()
  const mayRead = useMay('operator')
  const { data: kinds, error, refetch } = useQuery(tableKindsQuery)
  if (error) return <Failure what={t('tables.failed')} error={error} onRetry={() => void refetch()} />
  if (!kinds) return <Skeleton lines={4} />
  return (
    <>
      <p className="mb-4 max-w-prose text-ink-2">{t(mayRead ? 'tables.meaning' : 'tables.meaning.viewer')}</p>
      {mayRead && <Rows concentrator={concentrator} kinds={kinds.items} />}
    </>
  )
}

function Rows({ concentrator, kinds }: { concentrator: string; kinds: readonly TableKind[] }) {
  const t = useText()
  const [name, setName] = useState(kinds[0]?.kind ?? '')
  const [number, setNumber] = useState(String(kinds[0]?.firstRow ?? 0))
  const row = useRow(concentrator)
  // Stays while it is written, and when that fails: with the octets that were typed.
  const [shown, setShown] = useState<TableRow | null>(null)
  const kind = kinds.find(known => known.kind === name)
  if (kind === undefined) return null
  const choose = (chosen: string) => {
    setName(chosen)
    setNumber(String(kinds.find(known => known.kind === chosen)?.firstRow ?? 0))
    setShown(null)
    row.reset()
  }
  const ask = (deed: RowDeed) => row.mutate(deed, { onSuccess: setShown })
  const read = (event: FormEvent) => {
    event.preventDefault()
    setShown(null)
    ask({ do: 'read', kind: name, row: Number(number) })
  }
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <form onSubmit={read} className="flex flex-wrap items-end gap-3">
        <Select
          label={t('tables.kind')}
          options={kinds.map(one => ({ key: one.kind, name: `${one.table} · ${one.name}` }))}
          value={name}
          onChange={choose}
          className="w-80 max-w-full"
        />
        <TextField
          type="number"
          label={t('tables.row')}
          value={number}
          onChange={setNumber}
          isRequired
          isDisabled={kind.firstRow === kind.lastRow}
          className="w-28"
        />
        <Button look="primary" type="submit" isPending={row.isPending}>
          {t('tables.read')}
        </Button>
      </form>
      <p className="label">
        {[
          kind.firstRow < kind.lastRow && t('tables.rows', { first: kind.firstRow, last: kind.lastRow }),
          kind.meaning,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {row.isError && <Failure what={t('tables.not-done')} error={row.error} />}
      {shown && (
        <RowCard
          key={`${shown.kind} ${shown.row} ${shown.octets}`}
          kind={kind}
          row={shown}
          isPending={row.isPending}
          onDeed={ask}
        />
      )}
    </div>
  )
}
