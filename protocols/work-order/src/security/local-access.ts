/*
 * A field device at the local port of a concentrator, with a ticket of their head-end. Offline for both.
 *
 *     field device                                          concentrator
 *     open   ticket, a key made for this access       →     signed by our head-end, for us, in its time?
 *                                                     ←     prove  a key made for this access; our signature over both
 *     enter  its signature over all of that           →     is it the field device of the ticket?
 *                                                     ←     sealed: what the ticket allows
 *     sealed request                                  →
 *                                                     ←     sealed answer
 *
 * Instead of `prove` and of sealed answers there may be `refuse`, in clear, with a reason: it ends the access, and proves nothing.
 * What was recorded is of no use later: each access has keys of its own (X25519), and both ends sign them. What is sealed bears its number,
 * and each number is taken once. The layout is our choice.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { asTicket, checkTicket, type Ticket, ticketKind } from '../ticket.ts'
import { TicketError, type TicketFault } from '../ticket-error.ts'
import { WorkOrderError } from '../work-order-error.ts'
import { openSigned, peekSigned, publicHalf, publicKeyOf } from './signed-text.ts'

const kinds = { open: 1, prove: 2, enter: 3, sealed: 4, refuse: 5 } as const
type Kind = keyof typeof kinds

/** Longest message before anything is proven: a ticket has some 900 octets. */
const longestOpening = 2000

/** The field device's begin of an access. */
export class AccessRequest {
  /** The first message. */
  readonly open: Uint8Array
  readonly ticket: Ticket
  readonly #ephemeral = generateKeyPairSync('x25519').privateKey

  /** @param ticket the file of the ticket. Throws {@link TicketError} `malformed` */
  constructor(ticket: string) {
    this.ticket = asTicket(inOurWords(() => peekSigned(ticketKind, ticket)))
    this.open = written('open', { ticket, key: publicHalf(this.#ephemeral) })
  }

  /**
   * Takes the concentrator's answer. Gives the last message of the opening, and the channel that stands with it. Throws
   * {@link TicketError}: what the concentrator refuses, or `unproven`.
   */
  enter(
    prove: Uint8Array,
    signing: KeyObject,
  ): { readonly enter: Uint8Array; readonly channel: SealedChannel } {
    const { key, signature } = read('prove', prove)
    const identity = publicKey('Ed25519', this.ticket.concentrator.identity)
    if (!verify(null, statement('concentrator', this.open, key), identity, octetsOf(signature)))
      throw new TicketError('unproven', `this is not ${this.ticket.concentrator.name}`)
    const own = sign(null, statement('field device', this.open, prove), signing)
    const enter = written('enter', { signature: own.toString('base64url') })
    const keys = keysOf(this.#ephemeral, key, this.open, prove)
    return { enter, channel: new SealedChannel(keys.up, keys.down) }
  }
}

/** What a concentrator knows when a field device opens its local port. */
export interface LocalAuthority {
  readonly name: string
  /** Its own secret key (Ed25519). */
  readonly identity: KeyObject
  /** The head-end's public key; undefined before it was ever told. */
  readonly headEnd: KeyObject | undefined
  /** Tickets that the head-end has recalled, by id. */
  readonly recalled: Pick<ReadonlySet<string>, 'has'>
  readonly now: number
}

/** An access that a field device has asked for, and has not proven yet that the ticket is its own. */
export class AccessOffer {
  readonly ticket: Ticket
  readonly prove: Uint8Array
  readonly #open: Uint8Array
  readonly #ephemeral = generateKeyPairSync('x25519').privateKey
  readonly #key: string

  /** Throws {@link TicketError} for a ticket that opens nothing here. */
  constructor(open: Uint8Array, { name, identity, headEnd, recalled, now }: LocalAuthority) {
    const { ticket, key } = read('open', open)
    if (headEnd === undefined)
      throw new TicketError('not-allowed', `${name} knows no head-end yet, and so no ticket of one`)
    this.ticket = asTicket(inOurWords(() => openSigned(ticketKind, String(ticket), headEnd)))
    checkTicket(this.ticket, { name, identity: publicHalf(identity), recalled }, now)
    publicKey('X25519', key)
    this.#open = open
    this.#key = String(key)
    const own = publicHalf(this.#ephemeral)
    const signature = sign(null, statement('concentrator', open, own), identity).toString('base64url')
    this.prove = written('prove', { key: own, signature })
  }

  /** Throws {@link TicketError} `unproven` for another device than the ticket's. */
  admit(enter: Uint8Array): SealedChannel {
    const { signature } = read('enter', enter)
    const device = publicKey('Ed25519', this.ticket.fieldDevice.signing)
    if (!verify(null, statement('field device', this.#open, this.prove), device, octetsOf(signature)))
      throw new TicketError('unproven', `ticket ${this.ticket.id} belongs to another field device`)
    const keys = keysOf(this.#ephemeral, this.#key, this.#open, this.prove)
    return new SealedChannel(keys.down, keys.up)
  }
}

const tagLength = 16

/** Octets in front of and behind what is sealed: kind, number, tag. */
const sealOverhead = 1 + 4 + tagLength

/** Seals and opens (AES-256-GCM); each direction has a key of its own, and each message its number. */
export class SealedChannel {
  readonly #sends: Uint8Array
  readonly #receives: Uint8Array
  #sent = 0
  #received = 0

  constructor(sends: Uint8Array, receives: Uint8Array) {
    this.#sends = sends
    this.#receives = receives
  }

  seal(plain: Uint8Array): Uint8Array {
    const head = headOf(++this.#sent)
    const cipher = createCipheriv('aes-256-gcm', this.#sends, nonceOf(this.#sent)).setAAD(head)
    return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** Throws {@link TicketError}: `unproven` for what was changed or came before, and what the other end refuses. */
  open(octets: Uint8Array): Uint8Array {
    if (kindOf(octets) === 'refuse') read('sealed', octets)
    const number = this.#received + 1
    const head = headOf(number)
    if (octets.length < sealOverhead || !head.equals(octets.subarray(0, head.length)))
      throw new TicketError('unproven', 'this is not the next message of the access')
    const decipher = createDecipheriv('aes-256-gcm', this.#receives, nonceOf(number), {
      authTagLength: tagLength,
    })
    try {
      decipher.setAAD(head).setAuthTag(octets.subarray(-tagLength))
      const plain = Buffer.concat([
        decipher.update(octets.subarray(head.length, -tagLength)),
        decipher.final(),
      ])
      this.#received = number
      return plain
    } catch (cause) {
      throw new TicketError('unproven', 'a message of the access was changed on the way', { cause })
    }
  }
}

/** The answer in clear that ends an access. */
export function refusal({
  code,
  detail,
}: {
  readonly code: TicketFault
  readonly detail: string
}): Uint8Array {
  return written('refuse', { code, detail })
}

/** What a message is by its first octet; undefined for none. */
export function kindOf(octets: Uint8Array): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find(kind => kinds[kind] === octets[0])
}

function written(kind: Kind, content: object): Uint8Array {
  return Buffer.concat([Uint8Array.of(kinds[kind]), Buffer.from(JSON.stringify(content))])
}

/** Throws {@link TicketError}: `malformed`, or with the code of a refusal in its place. */
function read(kind: Kind, octets: Uint8Array): Record<string, unknown> {
  const found = kindOf(octets)
  let content: unknown
  try {
    if (octets.length > longestOpening) throw new RangeError('too long')
    content = JSON.parse(Buffer.from(octets.subarray(1)).toString())
  } catch (cause) {
    throw new TicketError('malformed', `this is no message to ${kind} an access`, { cause })
  }
  const members = typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {}
  if (found === 'refuse') throw TicketError.refused(members.code, members.detail)
  if (found !== kind) throw new TicketError('malformed', `this is no message to ${kind} an access`)
  return members
}

/** What a signature is over: no signature of one end passes for one of the other, or for one of another access. */
function statement(of: 'concentrator' | 'field device', open: Uint8Array, other: unknown): Buffer {
  const hash = createHash('sha256').update(open).update('\n')
  const over = other instanceof Uint8Array ? hash.update(other) : hash.update(String(other))
  return Buffer.concat([Buffer.from(`ferraris local access, ${of}\n`), over.digest()])
}

function keysOf(own: KeyObject, peer: unknown, open: Uint8Array, prove: Uint8Array) {
  const shared = diffieHellman({ privateKey: own, publicKey: publicKey('X25519', peer) })
  const salt = createHash('sha256').update(open).update(prove).digest()
  const key = (way: string) =>
    new Uint8Array(hkdfSync('sha256', shared, salt, `ferraris local access ${way}`, 32))
  return { up: key('to the concentrator'), down: key('to the field device') }
}

function publicKey(type: Parameters<typeof publicKeyOf>[0], text: unknown): KeyObject {
  return inOurWords(() => publicKeyOf(type, String(text)))
}

/** Signed documents are those of work orders, too, and speak of them. */
function inOurWords<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof WorkOrderError)) throw error
    const { code, detail } = error
    throw new TicketError(code === 'altered' ? 'altered' : 'malformed', detail, { cause: error })
  }
}

function headOf(number: number): Buffer {
  const head = Buffer.alloc(5)
  head[0] = kinds.sealed
  head.writeUInt32BE(number, 1)
  return head
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(number, 8)
  return nonce
}

function octetsOf(signature: unknown): Buffer {
  return Buffer.from(String(signature), 'base64url')
}
