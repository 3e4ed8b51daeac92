import { toHex } from '@ferraris/bytes'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { findSecret } from '../keys/find-secret.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Caller {
  readonly systemTitle: string
  readonly serial: string | null
  readonly deviceName: string | null
  readonly model: string | null
  readonly maker: string | null
  readonly from: string
  readonly isConnected: boolean
  readonly lastHeard: string
  readonly calls: number
  readonly uri: string
}

/** Callers looked through for one of them. */
const mostSought = 500

/** `push callers`. */
export async function listCallers({
  headEnd,
  json,
  limit,
}: AskOptions & { readonly limit: number }): Promise<void> {
  const page = await callers(new HeadEndDoor(headEnd), limit)
  const heads = [
    { title: 'system title' },
    { title: 'serial' },
    { title: 'model', flexible: 'cut' as const },
    { title: 'connected' },
    { title: 'calls', align: 'right' as const },
    { title: 'last' },
    { title: 'from' },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? 'every meter that calls is in the inventory'
      : table(
          heads,
          page.items.map(({ systemTitle, serial, deviceName, model, maker, ...caller }) => [
            print.name(systemTitle),
            serial ?? deviceName ?? '',
            model ?? maker ?? '',
            caller.isConnected ? 'yes' : 'no',
            String(caller.calls),
            `${caller.lastHeard.slice(0, 19)}Z`,
            caller.from,
          ]),
        ),
  )
}

/** `push enrol`: with the URI by which the head-end reaches it. */
export async function enrolCaller(
  systemTitle: string,
  {
    headEnd,
    json,
    keys,
    serial: given,
    usagePoint,
  }: AskOptions & { readonly keys: string; readonly serial?: string; readonly usagePoint?: string },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const { items } = await callers(door, mostSought)
  const caller = items.find(item => item.systemTitle.toLowerCase() === systemTitle.toLowerCase())
  if (caller === undefined)
    throw new InputError('system-title', `no unknown caller is ${systemTitle}`, 'see ferraris push callers')
  const serial = given ?? caller.serial
  if (serial === null || serial === undefined)
    throw new InputError('--serial', 'is missing, and the meter does not say it itself', 'look at its plate')
  const body = {
    serial,
    uri: caller.uri,
    keys: [await secretsOf(caller, serial, keys)],
    ...(usagePoint !== undefined && { usagePoint }),
  }
  const done = await door.post('/end-devices', body, `the enrolment of ${serial}`)
  show(json, { serial, uri: caller.uri, ...done }, () => `${print.name(serial)} is enrolled as ${caller.uri}`)
}

/** `push forget`. */
export async function forgetCaller(systemTitle: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/unknown-callers/${encodeURIComponent(systemTitle)}`
  await new HeadEndDoor(headEnd).delete(path, `to forget ${systemTitle}`)
  show(json, { systemTitle }, () => `${systemTitle} is off the list until it calls again`)
}

/** What the client that its URI names needs towards the meter. */
async function secretsOf({ uri }: Caller, device: string, keys: string) {
  const client = Number(new URL(uri).searchParams.get('client'))
  const { secret } = await findSecret({ device, client, auth: 'gmac' }, { keys })
  if (secret.keys === undefined)
    throw new InputError('--keys', `has no guek and gak of ${device}`, 'give a key ring that has them')
  return { client, guek: toHex(secret.keys.guek), gak: toHex(secret.keys.gak) }
}

async function callers(door: HeadEndDoor, limit: number) {
  return (await door.get(`/unknown-callers?limit=${limit}`, 'unknown callers')) as {
    readonly items: readonly Caller[]
  }
}
