import { readFile } from 'node:fs/promises'
import { at, fromHex, toHex } from '@ferraris/bytes'
import type { GivenKeys } from '@ferraris/codec/dissect'
import { smitpPort } from '@ferraris/smitp/ip'
import { InputError } from '../errors.ts'
import { say, show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { type Conversation, conversationsOf } from './capture/conversations.ts'
import { FrameCutter, framingOf } from './capture/frames.ts'
import { isCapture, packetsOf } from './capture/packet-file.ts'
import { type ExplainedMessage, explainConversation } from './conversation.ts'
import { sessionView } from './view.ts'

interface ExplainedConversation {
  readonly client?: string
  readonly server?: string
  readonly framing: string
  readonly protocol: string
  readonly messages: readonly (ExplainedMessage & { readonly hex: string })[]
}

/** A file of traffic: pcap or pcapng, or the octets of one direction as they came, raw or as hex. */
export async function explainFile(
  file: string,
  protocol: string,
  keys: readonly GivenKeys[] | undefined,
  json: boolean | undefined,
): Promise<void> {
  const conversations = conversationsIn(await octetsOfFile(file))
  if (conversations.length === 0) {
    throw new InputError(
      '--file',
      `${file} holds no DLMS and no SMITP over TCP or UDP`,
      'capture the port of the meter, such as 4059',
    )
  }
  const explained = conversations.map((conversation): ExplainedConversation => {
    const { messages, ...ends } = conversation
    const spoken = protocol === 'auto' && isSmitp(conversation) ? 'smitp' : protocol
    // SMITP over IP has the header of the wrapper.
    const transport = spoken === 'smitp' && ends.framing === 'wrapper' ? 'ip' : ends.framing
    const explanation = explainConversation(messages, spoken, { transport, keys })
    return {
      ...ends,
      protocol: spoken === 'auto' ? 'dlms' : spoken,
      messages: explanation.messages.map((message, i) => ({
        ...message,
        hex: toHex(at(messages, i).octets),
      })),
    }
  })
  show(json, { conversations: explained }, () => explained.map(conversationView).join('\n\n\n'))
  const faults = explained.flatMap(({ messages }) => messages.flatMap(({ errors }) => errors))
  if (faults.length > 0)
    say(`${faults.length} things are wrong in what went over the line; --json lists them.`)
}

/** Whether one of the ends is the port of SMITP. */
function isSmitp({ client, server }: FoundConversation): boolean {
  return [client, server].some(end => end?.endsWith(`:${smitpPort}`))
}

/** The octets of one direction have no ends. */
type FoundConversation = Partial<Conversation> & Pick<Conversation, 'framing' | 'messages'>

function conversationsIn(octets: Uint8Array): FoundConversation[] {
  if (isCapture(octets)) return conversationsOf(packetsOf(octets))
  const stream = unhexed(octets)
  const framing = framingOf(stream)
  const frames = new FrameCutter(framing).push(stream)
  if (frames.length === 0) return []
  return [{ framing, messages: frames.map(frame => ({ from: 'server', octets: frame })) }]
}

/** Hex digits as what they mean; anything else is taken as it is. */
function unhexed(octets: Uint8Array): Uint8Array {
  const isText = octets.every(
    octet => octet === 0x09 || octet === 0x0a || octet === 0x0d || (octet >= 0x20 && octet < 0x7f),
  )
  const text = isText ? new TextDecoder().decode(octets) : ''
  return /^[\s0-9a-f:]+$/i.test(text) ? fromHex(text) : octets
}

async function octetsOfFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`
    throw new InputError('--file', `${file}: ${why}`, 'check its name and your rights', { cause: error })
  }
}

function conversationView({ client, server, framing, messages }: ExplainedConversation): string {
  const ends = client === undefined ? framing : `${client} ⇄ ${server}, ${framing}`
  const view = sessionView(
    messages,
    messages.map(({ hex }) => hex),
  )
  return `${print.heading(ends)}  ${print.quiet(`${messages.length} messages`)}\n\n${view}`
}
