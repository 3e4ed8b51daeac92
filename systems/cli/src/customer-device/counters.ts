import { type CounterDay, encodeCountersCsv, type MeterRole } from '@ferraris/chain2'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { askDevice } from './ask-device.ts'
import type { FolderFlags } from './folder.ts'

interface Counters {
  readonly device: { readonly id: string; readonly address: string; readonly firmware: string }
  readonly items: readonly {
    readonly meter: MeterRole
    readonly pod: string
    readonly systemTitle: string
    readonly days: readonly CounterDay[]
  }[]
}

/** `customer-device counters`. */
export async function showCounters(flags: FolderFlags & { readonly csv?: boolean }): Promise<void> {
  const counters = await askDevice<Counters>(flags, 'GET', '/api/v1/counters')
  if (flags.csv) process.stdout.write(csvOf(counters))
  else show(flags.json, counters, () => tableOf(counters))
}

function csvOf({ device, items }: Counters): string {
  const { id: duId, address, firmware: fw } = device
  return encodeCountersCsv(items.map(item => ({ ...item, duId, smitpAddr: address.toLowerCase(), fw })))
}

function tableOf({ items }: Counters): string {
  const rows = items.flatMap(({ meter, days }) =>
    days.map(({ day, instPower, alerts, loadCurve, prodAvg, prodInst, powerLoss }) => [
      meter,
      day,
      ...[instPower, alerts, loadCurve, prodAvg, prodInst].map(String),
      powerLoss ? print.warning('void: no supply') : '',
    ]),
  )
  const right = 'right' as const
  const heads = ['power', 'warnings', 'quarters', 'production', 'produced power'].map(title => ({
    title,
    align: right,
  }))
  return table([{ title: 'meter' }, { title: 'day' }, ...heads, { title: '' }], rows)
}
