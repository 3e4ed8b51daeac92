import { type Obis, obisName } from '@ferraris/cosem'
import type { Push } from '@ferraris/transport'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** A push for people. */
export function pushView({ meter, layout, readings, body, kind }: Push, from: string): string {
  const sender = meter === null ? from : `meter ${meter}, ${from}`
  const time = readings[0]?.time ?? ''
  const title = [print.heading(sender), time, print.quiet(layout ?? kind)].filter(Boolean).join('  ')
  if (body !== undefined) return `${title}\n${JSON.stringify(body)}`
  const rows = readings.map(({ obis, value, unit }) => [
    print.name(obis),
    obisName(obis as Obis) ?? '',
    String(value),
    unit ?? '',
  ])
  const heads = [
    { title: 'object' },
    { title: 'meaning', flexible: 'cut' as const },
    { title: 'value', align: 'right' as const },
    { title: 'unit' },
  ]
  return `${title}\n${table(heads, rows)}\n`
}
