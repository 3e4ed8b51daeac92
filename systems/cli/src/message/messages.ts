import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface ListOptions extends AskOptions {
  readonly direction?: string
  readonly destination?: string
  readonly state?: string
  readonly noun?: string
  readonly order?: string
  readonly limit: number
}

/** A message as the head-end tells it. */
interface Message {
  readonly id: number
  readonly direction: string
  readonly destination: string | null
  readonly source: string
  readonly verb: string
  readonly noun: string
  readonly result: string | null
  readonly state: string
  readonly correlationId: string | null
  readonly detail: string | null
  readonly createdAt: string
}

interface MessageWithText extends Message {
  readonly xml: string
  readonly answer: string | null
  readonly endDeviceControls: readonly string[]
}

/** `message list`. */
export async function listMessages({ headEnd, json, limit, order, ...filter }: ListOptions): Promise<void> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...filter,
    ...(order !== undefined && { endDeviceControl: order }),
  })
  const page = (await new HeadEndDoor(headEnd).get(
    `/integration/messages?${query}`,
    'the list of messages',
  )) as {
    readonly items: readonly Message[]
  }
  show(json, page, () => (page.items.length === 0 ? 'no messages' : messagesTable(page.items)))
}

/** `message show`. */
export async function showMessage(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/integration/messages/${encodeURIComponent(id)}`
  const message = (await new HeadEndDoor(headEnd).get(path, `message ${id}`)) as MessageWithText
  show(json, message, () => {
    const { xml, answer, endDeviceControls } = message
    const orders = endDeviceControls.map(order => `order ${order}`)
    return [describe(message), ...orders, xml, ...(answer === null ? [] : ['answered:', answer])].join('\n')
  })
}

/** `message resend` and `message discard`. */
export async function actOnMessage(
  verb: 'resend' | 'discard',
  id: string,
  { headEnd, json }: AskOptions,
): Promise<void> {
  const path = `/integration/messages/${encodeURIComponent(id)}/${verb}`
  const message = (await new HeadEndDoor(headEnd).post(
    path,
    undefined,
    `to ${verb} message ${id}`,
  )) as Message
  show(json, message, () => describe(message))
}

function messagesTable(messages: readonly Message[]): string {
  const heads = [
    { title: 'no.' },
    { title: 'when' },
    { title: 'way' },
    { title: 'what' },
    { title: 'state' },
    { title: 'correlation', flexible: 'cut' as const },
    { title: 'why', flexible: 'cut' as const },
  ]
  return table(
    heads,
    messages.map(message => [
      String(message.id),
      `${message.createdAt.slice(0, 16)}Z`,
      wayOf(message),
      what(message),
      message.state,
      message.correlationId ?? '',
      message.detail ?? '',
    ]),
  )
}

function describe(message: Message): string {
  const { id, state, detail } = message
  return `${print.name(String(id))}  ${what(message)} ${wayOf(message)}: ${state}${detail === null ? '' : ` (${detail})`}`
}

function what({ verb, noun, result }: Message): string {
  return `${verb} ${noun}${result === null ? '' : ` ${result}`}`.trim()
}

function wayOf({ direction, destination, source }: Message): string {
  return direction === 'in' ? `from ${source}` : `to ${destination ?? ''}`
}
