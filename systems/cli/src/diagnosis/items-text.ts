import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** An attribute of a snapshot, from a head-end or from the meter itself. */
export interface ShownItem {
  readonly section: string
  readonly obis: string
  readonly attribute: number
  readonly name: string
  readonly outcome: string
  readonly value: number | string | boolean | null
  readonly unit?: string
  readonly bits?: readonly string[]
  readonly detail?: string
}

/** What was read, refused and left unanswered, as a table; what the meter has not is named in one line. */
export function itemsText(items: readonly ShownItem[]): string {
  const absent = items.filter(({ outcome }) => outcome === 'absent')
  const rows = items
    .filter(({ outcome }) => outcome !== 'absent')
    .map(({ section, obis, attribute, name, outcome, value, unit = '', bits = [], detail = '' }) => [
      section,
      `${print.name(obis)}:${attribute}`,
      name,
      outcome === 'read'
        ? [String(value ?? '–'), unit, bits.join(', ')].filter(Boolean).join(' ')
        : `${outcome}: ${detail}`,
    ])
  const heads = [
    { title: 'part' },
    { title: 'attribute' },
    { title: 'what' },
    { title: 'value', flexible: 'wrap' as const },
  ]
  const missing = [...new Set(absent.map(({ obis }) => obis))]
  const note = missing.length === 0 ? [] : [`not in this meter: ${missing.join(', ')}`]
  return [table(heads, rows), ...note].join('\n')
}
