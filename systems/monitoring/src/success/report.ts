import type { QueryContext } from '@ferraris/service'
import { openPdf } from '@ferraris/service/documents'
import { stringify } from 'csv-stringify/sync'
import { listProvinces, showCampaign } from '../campaign/queries.ts'
import { listDevices } from '../devices/queries.ts'
import type { Device } from '../devices/schemas.ts'
import { listOffers } from '../participants/offers.ts'
import type { Reach } from '../reach.ts'
import { listVisits } from '../support/visits.ts'
import type { Tables } from '../tables.ts'
import { showOverview, successBy } from './queries.ts'
import type { SuccessRow } from './schemas.ts'

/** Devices asked for at a time. */
const stride = 500

/** Every device with its success, as the reach shows it, as CSV. What a spreadsheet would take for a formula is kept from being one. */
export async function csvReport({ db }: QueryContext<Tables>, reach: Reach): Promise<string> {
  return stringify(await allDevices(db, reach), {
    header: true,
    columns: [
      { key: 'id', header: 'device' },
      'participant',
      'maker',
      'model',
      'hardware',
      'firmware',
      'provinces',
      'starts',
      'ends',
      'days',
      { key: 'voidDays', header: 'void_days' },
      'sent',
      'received',
      'rate',
    ],
    bom: true,
    delimiter: ';',
    record_delimiter: 'windows',
    escape_formulas: true,
  })
}

async function allDevices(db: QueryContext<Tables>['db'], reach: Reach) {
  const devices: Device[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listDevices(db, reach, { limit: stride, ...(cursor !== undefined && { cursor }) })
    devices.push(...page.items)
    cursor = page.nextCursor
  }
  return devices.map(device => ({
    ...device,
    provinces: device.points.map(({ province }) => province).join(' '),
    rate: device.rate === null ? '' : device.rate.toFixed(4),
  }))
}

/** The final report: what was done, what came of it, and where. It names no customer and no device, so that it may be published. */
export async function pdfReport(context: QueryContext<Tables>): Promise<Buffer> {
  const { db, now } = context
  const campaign = await showCampaign(context)
  const overview = await showOverview(db)
  const pdf = openPdf(campaign.name, now())
  pdf.list(
    ['', ''],
    [
      ['period', `${campaign.starts} to ${campaign.ends} (${campaign.timeZone})`],
      ['devices', `${overview.devices} of ${campaign.target} places, ${overview.devicesHeard} with counters`],
      ['days that count', String(overview.days)],
      [
        'days that do not',
        overview.voidDays.map(({ reason, days }) => `${reason} ${days}`).join(', ') || '0',
      ],
      ['visits on site', `${campaign.visits} of ${campaign.mostVisits}`],
      ['load curve, worst twentieth', percent(overview.deviceRates.p5)],
      ['load curve, median device', percent(overview.deviceRates.median)],
      ['load curve, devices under 95 %', String(overview.deviceRates.under95)],
    ],
  )
  pdf.note('Success is messages received ÷ messages sent, net of repetitions, over the days that count.')
  pdf.section('By kind of message')
  pdf.list(
    titles('kind'),
    overview.success.map(row => cells(row.kind, row)),
  )
  for (const [title, by] of [
    ['By province', 'province'],
    ['By model', 'model'],
    ['By hour of the day', 'hour'],
    ['By day', 'day'],
  ] as const) {
    pdf.section(title)
    const rows = (await successBy(db, { by })).filter(({ kind }) => kind === 'all')
    pdf.list(
      titles(by),
      rows.map(row => cells(row.key, row)),
    )
  }
  pdf.section('Places')
  pdf.list(
    ['model', 'offered', 'places', 'taken'],
    (await listOffers(db, null)).map(({ maker, model, offered, granted, devices }) =>
      [`${maker} ${model}`, offered, granted ?? '', devices].map(String),
    ),
  )
  pdf.section('Provinces')
  pdf.list(
    ['province', 'region', 'meters', 'points watched'],
    (await listProvinces(db))
      .filter(({ open }) => open)
      .map(({ name, region, meters, devices }) => [name, region, meters, devices].map(String)),
  )
  pdf.section('Noise found on site')
  pdf.list(['source', 'visits', 'remedies'], await noises(db))
  return pdf.end()
}

async function noises(db: QueryContext<Tables>['db']): Promise<string[][]> {
  const bySource = new Map<string, { visits: number; remedies: Set<string> }>()
  for (const { findings } of await listVisits(db, { participant: null })) {
    for (const { source, remedy } of findings) {
      const its = bySource.get(source) ?? { visits: 0, remedies: new Set() }
      its.visits++
      if (remedy !== null) its.remedies.add(remedy)
      bySource.set(source, its)
    }
  }
  return [...bySource].map(([source, { visits, remedies }]) => [
    source,
    String(visits),
    [...remedies].join('; '),
  ])
}

function titles(of: string): string[] {
  return [of, 'sent', 'received', 'success']
}

function cells(name: string, { sent, received, rate }: SuccessRow): string[] {
  return [name, String(sent), String(received), percent(rate)]
}

/** Rounded down, so that only what is whole reads 100 %. */
function percent(rate: number | null): string {
  return rate === null ? 'none sent' : `${(Math.floor(rate * 10_000 + 1e-6) / 100).toFixed(2)} %`
}
