import { diagnosisSections } from '@ferraris/client'
import { openPdf } from '@ferraris/service/documents'
import type { Diagnosis } from './schemas.ts'

const titles = {
  clock: 'Clock',
  errors: 'Error registers',
  alarms: 'Alarms',
  switch: 'Switch and limiter',
  'power-failures': 'Power failures',
  battery: 'Battery',
  temperature: 'Temperature',
  quality: 'Quality of supply',
  communication: 'Communication',
  firmware: 'Firmware',
  keys: 'Protection and counters (no keys)',
  registers: 'Registers',
  events: 'Logs',
} as const

/** A snapshot to print, and to take along to the meter. */
export async function pdfOfDiagnosis(taken: Diagnosis): Promise<Buffer> {
  const { session, known } = taken
  const pdf = openPdf(`Diagnosis of ${taken.endDevice}`, Date.parse(taken.takenAt))
  pdf.list(['', ''], facts(taken))
  pdf.section('Known before')
  pdf.list(
    ['', ''],
    rows([
      ['state', known.state],
      ['last contact', known.lastContact],
      ['last error', known.lastError],
      ['model', known.model],
      ['clients with keys', known.clients.join(', ') || 'none'],
      ['new keys under way', known.stagedKeys ? 'yes' : 'no'],
      ['open orders', String(known.openOrders)],
      ['concentrator', known.line?.concentrator ?? null],
      ['hops', known.line?.hops?.toString() ?? null],
      [
        'answered on the line',
        known.line?.success == null ? null : `${Math.round(known.line.success * 100)} %`,
      ],
    ]),
  )
  for (const section of diagnosisSections) {
    const items = taken.items.filter(item => item.section === section && item.outcome !== 'absent')
    const absent = taken.items.filter(item => item.section === section && item.outcome === 'absent')
    pdf.section(titles[section])
    pdf.list(['object', 'attribute', 'name', 'value'], items.map(cellsOf))
    if (absent.length > 0)
      pdf.note(`not in this meter: ${[...new Set(absent.map(({ obis }) => obis))].join(', ')}`)
  }
  pdf.section('Events of the last 30 days')
  pdf.list(
    ['time', 'log', 'number', 'event'],
    taken.events.map(({ time, log, code, name }) => [time ?? '', log, String(code), name]),
  )
  pdf.section('Last readings in the store')
  pdf.list(
    ['register', 'value', 'time'],
    known.registers.map(({ name, value, unit, time }) => [name, `${value} ${unit}`, time]),
  )
  if (session.outcome !== 'complete') pdf.note('This snapshot is not complete.')
  return await pdf.end()
}

function facts(taken: Diagnosis): string[][] {
  const { session } = taken
  const offset = taken.clockOffsetSeconds
  return rows([
    ['meter', taken.endDevice],
    ['taken', `${taken.takenAt} by ${taken.takenBy}`],
    ['reason', taken.reason],
    ['note', taken.note],
    ['work request', taken.workRequest],
    ['work order', taken.workOrder],
    ['session', `${session.outcome}, ${session.milliseconds} ms`],
    ['stopped at', session.detail === null ? null : `${session.layer}: ${session.detail}`],
    ['clock ahead of ours', offset === null ? null : `${offset} s`],
  ])
}

function rows(pairs: readonly (readonly [string, string | null])[]): string[][] {
  return pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
}

function cellsOf({ obis, attribute, name, outcome, value, unit, bits, detail }: Diagnosis['items'][number]) {
  const read = [value === null ? '' : String(value), unit, bits?.join(', ')]
  const text = outcome === 'read' ? read.filter(Boolean).join(' ') : `${outcome}: ${detail ?? ''}`
  return [obis, String(attribute), name, text.slice(0, 500)]
}
