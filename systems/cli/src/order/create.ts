import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { HeadEndRefusal } from '../head-end/head-end-error.ts'
import { say, show } from '../terminal/say.ts'
import { describeOrder, type OrderHistory } from './orders.ts'

export interface CreateOptions extends AskOptions {
  readonly kind: string
  readonly meter?: string
  readonly concentrator?: string
  readonly parameters?: string
  readonly connect?: boolean
  readonly disconnect?: boolean
  readonly watts?: number
  readonly from?: string
  readonly to?: string
  readonly id?: string
  readonly priority?: string
  readonly notBefore?: string
  readonly expires?: string
  readonly attempts?: number
  readonly wait?: boolean
}

/** How often an order that is waited for is looked at, milliseconds. */
const lookEveryMs = 1000

/** What may last, and is for a person to do. */
const worthTelling: Readonly<Record<string, string>> = {
  approval: 'a second person: ferraris approval list --state waiting',
  time: 'its time',
  concentrator: 'its concentrator, which is not connected',
  'no-concentrator': 'a concentrator that serves the meter',
}

/** `order create`. With `wait` it ends when the order is over; one that was not done is a refusal. */
export async function createOrder(options: CreateOptions): Promise<void> {
  const { kind, meter, concentrator, id, priority, notBefore, expires, attempts } = options
  const door = new HeadEndDoor(options.headEnd)
  const request = {
    kind,
    parameters: await parametersOf(options),
    ...(meter !== undefined && { endDevice: meter }),
    ...(concentrator !== undefined && { concentrator }),
    ...(id !== undefined && { id }),
    ...(priority !== undefined && { priority }),
    ...(notBefore !== undefined && { notBefore: instantOf('--not-before', notBefore) }),
    ...(expires !== undefined && { expires: instantOf('--expires', expires) }),
    ...(attempts !== undefined && { mostAttempts: attempts }),
  }
  let order = (await door.post('/end-device-controls', request, `the order ${kind}`)) as OrderHistory
  let told: string | null = null
  while (options.wait === true && order.waitsFor !== null) {
    if (order.waitsFor !== told && worthTelling[order.waitsFor] !== undefined)
      say(`order ${order.id} waits for ${worthTelling[order.waitsFor]}`)
    told = order.waitsFor
    await delay(lookEveryMs)
    const path = `/end-device-controls/${encodeURIComponent(order.id)}`
    order = (await door.get(path, `order ${order.id}`)) as OrderHistory
  }
  show(options.json, order, () => describeOrder(order))
  if (options.wait === true && order.state !== 'done' && order.state !== 'verified')
    throw new HeadEndRefusal(409, `order ${order.id} is ${order.state}: ${order.detail ?? order.cause ?? ''}`)
}

/** What the kind needs: of a file or as JSON, and beside it what has a flag of its own. Throws InputError. */
async function parametersOf(options: CreateOptions): Promise<object> {
  const { parameters = '{}', connect = false, disconnect = false, watts, from, to } = options
  if (connect && disconnect)
    throw new InputError('--connect', 'stands beside --disconnect', 'give one of them')
  const text = parameters.trimStart().startsWith('{') ? parameters : await textOf(parameters)
  return {
    ...jsonOf(text),
    ...((connect || disconnect) && { connected: connect }),
    ...(watts !== undefined && { watts }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new InputError('--parameters', `${file} cannot be read`, 'name a file, or write JSON', { cause })
  }
}

function jsonOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (cause) {
    throw new InputError(
      '--parameters',
      `is no JSON: ${(cause as Error).message}`,
      `write '{"watts":3000}'`,
      {
        cause,
      },
    )
  }
  throw new InputError('--parameters', 'is no JSON object', `write '{"watts":3000}'`)
}

function instantOf(option: string, text: string): string {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new InputError(option, `${text} is no time`, 'write 2026-11-21T18:00:00Z')
  return new Date(ms).toISOString()
}
