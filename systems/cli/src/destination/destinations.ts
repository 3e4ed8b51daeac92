import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface AddOptions extends AskOptions {
  readonly kind?: string
  readonly address?: string
  readonly requests?: string
  readonly nouns?: string
  readonly form: string
  readonly role: string
  readonly username?: string
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** A destination as the head-end tells it. */
interface Destination {
  readonly name: string
  readonly kind: string
  readonly url: string
  readonly state: string
  readonly requestsState: string | null
  readonly waiting: number
  readonly dead: number
  readonly detail: string | null
}

/** `destination add`. */
export async function addDestination(name: string, url: string, options: AddOptions): Promise<void> {
  const { headEnd, json, address, requests, nouns, form, role, username, ca, cert, key } = options
  const { FERRARIS_DESTINATION_PASSWORD: password, FERRARIS_DESTINATION_TOKEN: token } = process.env
  const body = {
    name,
    kind: options.kind ?? kindOf(url),
    url,
    form,
    role,
    ...(address !== undefined && { address }),
    ...(requests !== undefined && { requests }),
    ...(nouns !== undefined && { nouns: nouns.split(',').map(noun => noun.trim()) }),
    ...(username !== undefined && { username }),
    ...(password && { password }),
    ...(token && { token }),
    ...(ca !== undefined && { authorities: read(ca, '--ca') }),
    ...(cert !== undefined && { certificate: read(cert, '--cert') }),
    ...(key !== undefined && { key: read(key, '--key') }),
  }
  const added = (await new HeadEndDoor(headEnd).post(
    '/integration/destinations',
    body,
    `destination ${name}`,
  )) as Destination
  show(json, added, () => describe(added))
}

/** `destination list`. */
export async function listDestinations({ headEnd, json }: AskOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get('/integration/destinations', 'the destinations')) as {
    readonly items: readonly Destination[]
  }
  show(json, list, () => (list.items.length === 0 ? 'no destinations' : destinationsTable(list.items)))
}

/** `destination remove`. */
export async function removeDestination(
  name: string,
  { headEnd, json, force = false }: AskOptions & { readonly force?: boolean },
): Promise<void> {
  const path = `/integration/destinations/${encodeURIComponent(name)}${force ? '?force=true' : ''}`
  await new HeadEndDoor(headEnd).delete(path, `to remove ${name}`)
  show(json, { removed: name }, () => `${print.name(name)}  removed`)
}

const kinds: Readonly<Record<string, string>> = {
  'http:': 'http',
  'https:': 'http',
  'mqtt:': 'mqtt',
  'mqtts:': 'mqtt',
  'amqp:': 'amqp',
  'amqps:': 'amqp',
  'nats:': 'nats',
  'tls:': 'nats',
}

function kindOf(url: string): string {
  const kind = URL.canParse(url) ? kinds[new URL(url).protocol] : undefined
  if (kind === undefined)
    throw new InputError(
      'url',
      'is none that messages go to',
      'write https://mdm.example/cim, or mqtts://broker:8883',
    )
  return kind
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(option, (error as Error).message, 'name a PEM file that can be read')
  }
}

function destinationsTable(destinations: readonly Destination[]): string {
  const heads = [
    { title: 'name' },
    { title: 'kind' },
    { title: 'state' },
    { title: 'requests' },
    { title: 'waiting' },
    { title: 'dead' },
    { title: 'where', flexible: 'cut' as const },
    { title: 'why', flexible: 'cut' as const },
  ]
  return table(
    heads,
    destinations.map(({ name, kind, state, requestsState, waiting, dead, url, detail }) => [
      name,
      kind,
      state,
      requestsState ?? '',
      String(waiting),
      String(dead),
      url,
      detail ?? '',
    ]),
  )
}

function describe({ name, kind, url, state, detail }: Destination): string {
  return `${print.name(name)}  ${kind} ${url}: ${state}${detail === null ? '' : ` (${detail})`}`
}
