import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface AddOptions extends AskOptions {
  readonly maker: string
  readonly model?: string
  readonly aca: string
  readonly keyFile: string
}

/** `chain2 add`. */
export async function addDevice(
  id: string,
  { headEnd, json, maker, model, aca, keyFile }: AddOptions,
): Promise<void> {
  const initialKey = readText('--key-file', keyFile).trim()
  const device = { id, maker, ...(model !== undefined && { model }), aca: aca.toUpperCase(), initialKey }
  const added = await new HeadEndDoor(headEnd).post('/customer-devices', device, `the device ${id}`)
  show(json, added, () => `${id} is known`)
}

interface Device {
  readonly id: string
  readonly maker: string
  readonly model: string | null
  readonly aca: string
  readonly endDevices: readonly string[]
}

/** `chain2 devices`. */
export async function listDevices({
  headEnd,
  json,
  limit,
}: AskOptions & { readonly limit: number }): Promise<void> {
  const page = (await new HeadEndDoor(headEnd).get(
    `/customer-devices?limit=${limit}`,
    "customers' devices",
  )) as {
    readonly items: readonly Device[]
  }
  const heads = [
    { title: 'device' },
    { title: 'maker' },
    { title: 'model' },
    { title: 'address' },
    { title: 'meters' },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? "no customers' devices"
      : table(
          heads,
          page.items.map(({ id, maker, model, aca, endDevices }) => [
            id,
            maker,
            model ?? '',
            aca,
            endDevices.join(' '),
          ]),
        ),
  )
}
