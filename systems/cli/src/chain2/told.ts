import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface Told {
  readonly id: string
  readonly kind: string
  readonly summary: string
  readonly createdAt: string
  readonly receivedAt: string | null
  readonly readAt: string | null
}

function pathOf(device: string): string {
  return `/customer-devices/${encodeURIComponent(device)}`
}

interface TellOptions extends AskOptions {
  readonly from: string
  readonly until?: string
}

/** `chain2 tell`. */
export async function tell(
  device: string,
  text: string,
  { headEnd, json, from, until }: TellOptions,
): Promise<void> {
  const request = { from, text, ...(until !== undefined && { until }) }
  const told = (await new HeadEndDoor(headEnd).post(
    `${pathOf(device)}/messages`,
    request,
    `the text for ${device}`,
  )) as Told
  show(json, told, () => `${told.id} leaves for ${device}`)
}

/** `chain2 prices`. */
export async function tellPrices(device: string, file: string, { headEnd, json }: AskOptions): Promise<void> {
  const request = pricesIn(file)
  const told = (await new HeadEndDoor(headEnd).post(
    `${pathOf(device)}/prices`,
    request,
    `the prices for ${device}`,
  )) as Told
  show(json, told, () => `${told.id} leaves for ${device}: ${told.summary}`)
}

function pricesIn(file: string): object {
  try {
    const prices: unknown = JSON.parse(readText('<file>', file))
    if (typeof prices === 'object' && prices !== null) return prices
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new InputError(
    '<file>',
    'is no JSON object',
    'write currency, validFrom and prices, as the REST interface has them',
  )
}

/** `chain2 told`. */
export async function showTold(
  device: string,
  { headEnd, json, limit }: AskOptions & { readonly limit: number },
): Promise<void> {
  const page = (await new HeadEndDoor(headEnd).get(
    `${pathOf(device)}/messages?limit=${limit}`,
    `what ${device} was told`,
  )) as { readonly items: readonly Told[] }
  const heads = [
    { title: 'told' },
    { title: 'kind' },
    { title: 'state' },
    { title: 'what', flexible: 'cut' as const },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? `${device} was told nothing`
      : table(
          heads,
          page.items.map(({ createdAt, kind, receivedAt, readAt, summary }) => [
            createdAt,
            kind,
            readAt !== null ? 'read' : receivedAt !== null ? 'received' : 'under way',
            summary,
          ]),
        ),
  )
}
