import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { type PlatformOptions, platformAt } from './platform.ts'

interface Success {
  readonly key: string
  readonly kind: string
  readonly sent: number
  readonly received: number
  readonly rate: number | null
}

interface Overview {
  readonly devices: number
  readonly devicesHeard: number
  readonly days: number
  readonly voidDays: readonly { readonly reason: string; readonly days: number }[]
  readonly success: readonly Success[]
}

/** `monitoring show`. */
export async function showCampaign(options: PlatformOptions): Promise<void> {
  const door = platformAt(options)
  const campaign = (await door.get('/campaign', 'the campaign')) as {
    name: string
    starts: string
    ends: string
    target: number
  }
  const overview = (await door.get('/overview', 'the overview')) as Overview
  show(options.json, { campaign, overview }, () =>
    [
      `${print.name(campaign.name)}  ${campaign.starts} to ${campaign.ends}`,
      `${overview.devices} devices of ${campaign.target}, ${overview.devicesHeard} heard; ${overview.days} days count`,
      `void days: ${overview.voidDays.map(({ reason, days }) => `${reason} ${days}`).join(', ') || 'none'}`,
      successTable(
        'kind',
        overview.success.map(row => ({ ...row, key: row.kind })),
      ),
    ].join('\n'),
  )
}

/** `monitoring success`. */
export async function showSuccess(
  options: PlatformOptions & { readonly by: string; readonly from?: string; readonly to?: string },
): Promise<void> {
  const { by, from, to } = options
  const query = new URLSearchParams({ by, ...(from && { from }), ...(to && { to }) })
  const list = (await platformAt(options).get(`/success?${query}`, 'success')) as {
    items: readonly Success[]
  }
  show(options.json, list, () => {
    const rows =
      by === 'kind'
        ? list.items.map(row => ({ ...row, key: row.kind }))
        : list.items.filter(({ kind }) => kind === 'all')
    return rows.length === 0 ? 'no days count yet' : successTable(by, rows)
  })
}

/** `monitoring devices`. */
export async function listDevices(options: PlatformOptions & { readonly limit: number }): Promise<void> {
  const path = `/devices?order=rate&limit=${options.limit}`
  const page = (await platformAt(options).get(path, 'devices')) as {
    readonly items: readonly {
      readonly id: string
      readonly maker: string
      readonly model: string
      readonly firmware: string
      readonly tested: boolean
      readonly days: number
      readonly voidDays: number
      readonly rate: number | null
      readonly lastUploadAt: string | null
    }[]
  }
  const heads = [
    { title: 'device' },
    { title: 'model', flexible: 'cut' as const },
    { title: 'firmware' },
    { title: 'days', align: 'right' as const },
    { title: 'void', align: 'right' as const },
    { title: 'success', align: 'right' as const },
    { title: 'last upload' },
  ]
  show(options.json, page, () =>
    page.items.length === 0
      ? 'no devices'
      : table(
          heads,
          page.items.map(item => [
            print.name(item.id),
            `${item.maker} ${item.model}`,
            item.tested ? item.firmware : print.warning(`${item.firmware} untested`),
            String(item.days),
            String(item.voidDays),
            percent(item.rate),
            item.lastUploadAt?.slice(0, 16).replace('T', ' ') ?? 'never',
          ]),
        ),
  )
}

/** `monitoring refused`. */
export async function listRefused(options: PlatformOptions & { readonly limit: number }): Promise<void> {
  const page = (await platformAt(options).get(`/refused-uploads?limit=${options.limit}`, 'refusals')) as {
    readonly items: readonly {
      at: string
      participant: string | null
      place: string
      reason: string
      detail: string
    }[]
  }
  const heads = [
    { title: 'when' },
    { title: 'participant' },
    { title: 'where' },
    { title: 'why' },
    { title: 'what', flexible: 'cut' as const },
  ]
  show(options.json, page, () =>
    page.items.length === 0
      ? 'nothing was refused'
      : table(
          heads,
          page.items.map(({ at, participant, place, reason, detail }) => [
            `${at.slice(0, 19)}Z`,
            participant ?? '',
            place,
            print.warning(reason),
            detail,
          ]),
        ),
  )
}

function successTable(title: string, rows: readonly Success[]): string {
  const heads = [
    { title },
    { title: 'sent', align: 'right' as const },
    { title: 'received', align: 'right' as const },
    { title: 'success', align: 'right' as const },
  ]
  return table(
    heads,
    rows.map(({ key, sent, received, rate }) => [
      print.name(key),
      String(sent),
      String(received),
      percent(rate),
    ]),
  )
}

/** Rounded down, so that only what is whole reads 100 %. */
function percent(rate: number | null): string {
  return rate === null ? '' : `${(Math.floor(rate * 10_000 + 1e-6) / 100).toFixed(2)} %`
}
