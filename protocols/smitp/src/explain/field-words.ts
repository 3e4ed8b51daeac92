import type { FieldWords } from '@ferraris/codec/dissect'
import { refusalOf } from '../application/refusals.ts'
import { saps } from '../cosem/cosem.ts'
import { broadcast } from '../mac/address.ts'
import { dsaps } from '../mac/lsap.ts'
import { catalogue } from '../tables/catalogue.ts'
import { commandOf } from '../tables/commands.ts'

function nameIn(names: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.keys(names).find(name => names[name] === value)
}

/** Names of the rows in a table; several where its rows differ. */
function tableName(table: number): string | undefined {
  return (
    Object.values(catalogue)
      .filter(kind => kind.table === table)
      .map(({ name }) => name)
      .join(', ') || undefined
  )
}

const numbers: Readonly<Record<string, (value: number) => string | undefined>> = {
  error: value => (value === 0 ? 'none' : refusalOf(value)),
  code: refusalOf,
  table: tableName,
  command: commandOf,
  server: value => nameIn(saps, value),
  client: value => nameIn(saps, value),
  tct: value => (value === 1 ? 'silent' : value === 0xff ? 'awake' : undefined),
}

/** How the fields of frames and messages read for people. */
export const fieldWords: FieldWords = { meaning: meaningOf }

/** What a field's value stands for, where the bare value does not say it; `undefined` for all others. */
function meaningOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'number') return numbers[name]?.(value)
  if (value === broadcast) return 'broadcast'
  if (name === 'lsap' || name === 'kind')
    return nameIn(dsaps, (value as { dsap: number } | undefined)?.dsap ?? -1)
  return undefined
}
