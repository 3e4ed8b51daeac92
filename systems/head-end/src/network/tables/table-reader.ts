/*
 * Original-SMITP between head-end and concentrator, through the tunnel. The concentrator's own tables go in clear: the tunnel, TLS and the
 * concentrator's sign-in, protects and proves both ends. Tables of a meter are between head-end and meter: protected by its K1 and K2, and
 * passed through as they are. A session with a meter begins with a challenge, for its concentrator counts on, too.
 */
import { randomBytes } from 'node:crypto'
import { DecodeError, toHex } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { decodeMessage, encodeMessage, type Message, refusalOf, SmitpError } from '@ferraris/smitp'
import { SmitpKey } from '@ferraris/smitp/security'
import type { ClientRequest } from '@ferraris/smitp/session'
import {
  concentratorItself,
  SmitpRefusal,
  SmitpSession,
  TransportError,
  TunnelChannel,
  type TunnelGate,
} from '@ferraris/transport'
import type { Kysely } from 'kysely'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { MeterProblem } from '../../inventory/meter-problem.ts'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import type { RowPlace } from './row-kinds.ts'
import { valuesOf } from './row-values.ts'

interface ReaderParts {
  readonly db: Kysely<Tables>
  readonly ring: KeyRing
  readonly gate: TunnelGate | undefined
}

/** A row as it was read. */
export interface ReadRow {
  readonly kind: string
  readonly table: number
  readonly row: number
  readonly octets: string
  readonly values: Record<string, unknown>
}

/** Asks one request, of a concentrator or of a meter behind it. */
type Ask = (request: ClientRequest) => Promise<Message>

/** For an answer over the power line, with its repetitions. */
const timeoutMs = 30_000

export class TableReader {
  readonly #parts: ReaderParts

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** The concentrator's own tables. Throws Problem. */
  async ofConcentrator(id: string): Promise<TableAccess> {
    await knownConcentrator(this.#parts.db, id)
    const channel = new TunnelChannel(
      this.#gate(id),
      { concentrator: id, aca: concentratorItself },
      timeoutMs,
    )
    return new TableAccess(async request => {
      const lsdu = encodeMessage(request)
      const answer = await channel.ask({ dsap: 0, ecc: 'none', lsdu, discipline: 'RA7' })
      if (answer === undefined) throw new TransportError('timeout', `asking ${id}`)
      const message = decodeMessage(answer.lsdu)
      if (message.kind === 'nack') throw new SmitpRefusal(refusalOf(message.error), message.error)
      return message
    })
  }

  /** The tables of a meter, through the concentrator that serves it. Throws Problem. */
  async ofMeter(serial: string): Promise<TableAccess> {
    const { db, ring } = this.#parts
    const meter = await db
      .selectFrom('end_device as d')
      .leftJoin('line_meter as m', 'm.end_device_id', 'd.id')
      .select(['m.aca', 'm.concentrator', 'm.wrapped_k1', 'm.wrapped_k2', 'm.mode'])
      .where('d.serial', '=', serial)
      .executeTakeFirst()
    if (meter === undefined) unknownDevice(serial)
    const { aca, concentrator, wrapped_k1: k1, wrapped_k2: k2, mode } = meter
    if (aca === null || concentrator === null)
      throw new MeterProblem('meter-not-callable', `no concentrator serves ${serial} at present`)
    if (k1 === null || k2 === null)
      throw new MeterProblem('meter-keys-missing', `the line keys of ${serial} are not here`)
    const key = (wrapped: Buffer) => new SmitpKey(ring.unwrap(wrapped).octets())
    const channel = new TunnelChannel(this.#gate(concentrator), { concentrator, aca }, timeoutMs)
    const session = new SmitpSession(channel, {
      security: { aca: aca as never, keys: { write: key(k1), read: key(k2) }, mode: mode ?? 'hardened' },
      random: length => new Uint8Array(randomBytes(length)),
      keep: () => {},
    })
    return new TableAccess(request => session.request(request))
  }

  #gate(concentrator: string): TunnelGate {
    const { gate } = this.#parts
    if (gate?.has(concentrator) === true) return gate
    throw new MeterProblem('concentrator-away', `${concentrator} has not called in for interactive sessions`)
  }
}

/** The tables of one device. What it refuses, or does not answer, is a Problem. */
export class TableAccess {
  readonly #ask: Ask

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async read({ kind, table, row, codec }: RowPlace): Promise<ReadRow> {
    const data = await this.#answered({ kind: 'read.request', table, row })
    if (data.kind !== 'read.response') throw new MeterProblem('meter-refused', `an answer of ${data.kind}`)
    return { kind, table, row, octets: toHex(data.data), values: valuesOf(decode(codec, data.data)) }
  }

  /** Writes a row, and reads it back where it can be read. */
  async write(place: RowPlace, data: Uint8Array): Promise<ReadRow> {
    await this.#answered({ kind: 'write.request', table: place.table, row: place.row, data })
    return await this.read(place)
  }

  /** One row, or all of its table; what it is afterwards. */
  async reset(place: RowPlace, isWhole: boolean): Promise<ReadRow> {
    await this.#answered({ kind: 'reset-table.request', table: place.table, row: isWhole ? 0xff : place.row })
    return await this.read(place)
  }

  async #answered(request: ClientRequest): Promise<Message> {
    try {
      return await this.#ask(request)
    } catch (error) {
      throw problemOf(error)
    }
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof SmitpRefusal)
    return new MeterProblem('meter-refused', error.message, {}, { cause: error })
  if (error instanceof SmitpError || error instanceof DecodeError)
    return new MeterProblem('meter-refused', error.message, {}, { cause: error })
  if (!(error instanceof TransportError)) return error
  const isAway = error.code === 'unreachable' || error.code === 'closed'
  return new MeterProblem(isAway ? 'concentrator-away' : 'meter-silent', error.message, {}, { cause: error })
}
