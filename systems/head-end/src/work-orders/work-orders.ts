import { randomUUID } from 'node:crypto'
import { at } from '@ferraris/bytes'
import { secondsOf } from '@ferraris/metering'
import { acaOfDevice } from '@ferraris/transport'
import {
  type FieldDeviceKeys,
  isReadingStep,
  openSigned,
  publicHalf,
  publicKeyOf,
  type StepResult,
  sealFor,
  signDocument,
  type WorkOrder,
  type WorkResults,
  type WorkStep,
} from '@ferraris/work-order'
import { type Kysely, sql } from 'kysely'
import type { Writer } from '../collection/writer.ts'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import { isPlausible } from '../readings/plausible.ts'
import type { Tables } from '../tables.ts'
import { isApproved } from './field-devices.ts'
import { keyRingOf } from './meter-keys.ts'
import { readingOfStep } from './reading-of-step.ts'
import { closeLines } from './requests/close-lines.ts'
import { signerOf } from './signer.ts'

interface WorkOrderParts {
  readonly db: Kysely<Tables>
  readonly ring: KeyRing
  readonly writer: Writer
  now(): number
}

/** What is wanted of a field device. */
interface WorkRequest {
  readonly endDevice: string
  readonly steps: WorkStep[]
  /** Epoch milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly fieldDevice: FieldDeviceKeys
}

/** An order as it is kept: without keys. */
interface KeptOrder {
  readonly id: string
  readonly endDevice: string
  readonly steps: WorkStep[]
  readonly notBefore: string
  readonly notAfter: string
  readonly issuedAt: string
  readonly issuedBy: string
  /** Steps that are done. */
  readonly done: number
}

/** Orders for field devices: signed and sealed when they are issued, and their results when they come back. */
export class WorkOrders {
  readonly #parts: WorkOrderParts

  constructor(parts: WorkOrderParts) {
    this.#parts = parts
  }

  /** The public key by which field devices know our orders. */
  async key(): Promise<string> {
    return publicHalf(await signerOf(this.#parts.db, this.#parts.ring))
  }

  /** A document with the signature of this head-end. */
  async sign(kind: string, document: unknown): Promise<string> {
    return signDocument(kind, document, await signerOf(this.#parts.db, this.#parts.ring))
  }

  /**
   * Makes the file of an order. It has the meter's keys, sealed for the field device; nothing of them is kept. `unknown`
   * meters and those without keys have none, nor have field devices that are not approved. Throws WorkOrderError for keys of a field device that are none.
   */
  async issue(
    request: WorkRequest,
    by: string,
  ): Promise<{ id: string; document: string } | 'unknown' | 'no-keys' | 'not-approved'> {
    const { db, ring, now } = this.#parts
    const { endDevice: serial, steps, fieldDevice, notBefore, notAfter } = request
    publicKeyOf('Ed25519', fieldDevice.signing)
    if (!(await isApproved(db, fieldDevice))) return 'not-approved'
    const meter = await db
      .selectFrom('end_device')
      .leftJoin('line_meter', 'line_meter.end_device_id', 'end_device.id')
      .select(['end_device.id', 'end_device.uri', 'end_device.time_zone', 'line_meter.aca'])
      .where('end_device.serial', '=', serial)
      .executeTakeFirst()
    if (meter === undefined) return 'unknown'
    const keys = await keyRingOf(db, ring, { id: meter.id, serial }, steps.every(isReadingStep))
    if (keys === undefined) return 'no-keys'
    const id = randomUUID()
    const aca = meter.aca ?? acaOfDevice(serial)
    const time = (epoch: number) => new Date(epoch).toISOString()
    const order: WorkOrder = {
      id,
      steps,
      fieldDevice,
      issuedAt: time(now()),
      notBefore: time(notBefore),
      notAfter: time(notAfter),
      meter: { serial, uri: meter.uri, ...(aca && { aca }), timeZone: meter.time_zone },
      keys: sealFor(fieldDevice.sealing, id, keys),
    }
    await db
      .insertInto('work_order')
      .values({
        id,
        end_device_id: meter.id,
        steps: JSON.stringify(steps),
        sealing_key: fieldDevice.sealing,
        signing_key: fieldDevice.signing,
        not_before: order.notBefore,
        not_after: order.notAfter,
        issued_at: order.issuedAt,
        issued_by: by,
      })
      .execute()
    return { id, document: await this.sign('work order', order) }
  }

  /** Orders, the newest first. */
  async list(limit: number): Promise<KeptOrder[]> {
    return (
      await this.#orders().orderBy('issued_at', 'desc').orderBy('work_order.id').limit(limit).execute()
    ).map(kept)
  }

  /** An order with what came of it; undefined where there is none. */
  async byId(id: string): Promise<(KeptOrder & { results: StepResult[] }) | undefined> {
    const row = await this.#orders().where('work_order.id', '=', id).executeTakeFirst()
    if (row === undefined) return undefined
    const order = kept(row)
    const results = await this.#parts.db
      .selectFrom('work_order_result')
      .select(['step', 'outcome', 'at', 'value', 'error'])
      .where('work_order_id', '=', id)
      .orderBy('step')
      .execute()
    return {
      ...order,
      results: results.map(({ step, outcome, at: time, value, error }) => ({
        step,
        action: at(order.steps, step).action,
        outcome,
        at: time.toISOString(),
        ...(value !== null && { value }),
        ...(error !== null && { error }),
      })),
    }
  }

  /**
   * Takes what a field device has signed. What is known already changes nothing; a step that had failed may be done
   * later. Undefined for an unknown order; throws WorkOrderError for what its field device has not signed, and
   * RangeError for results that do not fit the order.
   */
  async take(
    id: string,
    document: string,
    by: string,
  ): Promise<{ accepted: number; known: number } | undefined> {
    const { db, now } = this.#parts
    const order = await db
      .selectFrom('work_order')
      .select(['end_device_id', 'steps', 'signing_key'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (order === undefined) return undefined
    const signer = publicKeyOf('Ed25519', order.signing_key)
    const { order: of, results } = openSigned('work results', document, signer) as WorkResults
    const steps = order.steps as WorkStep[]
    if (of !== id || results.some(({ step, action }) => steps[step]?.action !== action))
      throw new RangeError(`these are results of another order than ${id}`)
    const impossible = results.find(({ at }) => !isPlausible(secondsOf(Date.parse(at)), now()))
    if (impossible !== undefined)
      throw new RangeError(`step ${impossible.step} has a time that cannot be: ${impossible.at}`)
    if (results.length === 0) return { accepted: 0, known: 0 }
    await this.#store(order.end_device_id, results)
    const rows = await db
      .insertInto('work_order_result')
      .values(
        results.map(({ step, outcome, at, value, error }) => ({
          work_order_id: id,
          step,
          outcome,
          at,
          error: error ?? null,
          value: value === undefined ? null : JSON.stringify(value),
          received_at: new Date(now()),
          received_by: by,
        })),
      )
      .onConflict(conflict =>
        conflict
          .columns(['work_order_id', 'step'])
          .doUpdateSet(eb => ({
            outcome: eb.ref('excluded.outcome'),
            at: eb.ref('excluded.at'),
            value: eb.ref('excluded.value'),
            error: eb.ref('excluded.error'),
            received_at: eb.ref('excluded.received_at'),
            received_by: eb.ref('excluded.received_by'),
          }))
          .where(sql<boolean>`work_order_result.outcome = 'failed' and excluded.at > work_order_result.at`),
      )
      .returning('step')
      .execute()
    await this.#close(id, steps.length, by)
    return { accepted: rows.length, known: results.length - rows.length }
  }

  async #close(id: string, steps: number, by: string): Promise<void> {
    const { db, now } = this.#parts
    const { done } = await db
      .selectFrom('work_order_result')
      .select(sql<number>`count(*)`.as('done'))
      .where('work_order_id', '=', id)
      .where('outcome', '=', 'done')
      .executeTakeFirstOrThrow()
    if (done === steps) await closeLines(db, id, { at: now(), by })
  }

  /** What was read on site belongs to the meter's readings; storing it twice changes nothing. */
  async #store(endDeviceId: number, results: readonly StepResult[]): Promise<void> {
    const { writer, now } = this.#parts
    for (const result of results) {
      const reading = await readingOfStep(result, writer.types, endDeviceId)
      if (reading !== undefined && isPlausible(reading.time, now()))
        await writer.write({ endDeviceId, blocks: [], readings: [reading], events: [] })
    }
  }

  #orders() {
    return this.#parts.db
      .selectFrom('work_order')
      .innerJoin('end_device', 'end_device.id', 'work_order.end_device_id')
      .select([
        'work_order.id',
        'end_device.serial',
        'steps',
        'not_before',
        'not_after',
        'issued_at',
        'issued_by',
      ])
      .select(
        sql<number>`(select count(*)::integer from work_order_result r
          where r.work_order_id = work_order.id and r.outcome = 'done')`.as('done'),
      )
  }
}

function kept(row: {
  id: string
  serial: string
  steps: object[]
  not_before: Date
  not_after: Date
  issued_at: Date
  issued_by: string
  done: number
}): KeptOrder {
  return {
    id: row.id,
    endDevice: row.serial,
    steps: row.steps as WorkStep[],
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    issuedAt: row.issued_at.toISOString(),
    issuedBy: row.issued_by,
    done: row.done,
  }
}
