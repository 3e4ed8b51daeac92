import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClientError, type MeterAccess } from '@ferraris/client'
import { SmitpError } from '@ferraris/smitp'
import { SmitpRefusal } from '@ferraris/transport'
import type { StepResult, WorkOrder } from '@ferraris/work-order'
import { InputError } from '../errors.ts'
import { ApplicationRefusal } from '../meter/application-refusal.ts'
import { say, show } from '../terminal/say.ts'
import { print, style } from '../terminal/style.ts'
import { readImage } from './commands.ts'
import { FieldDevice, replaceFile } from './field-device.ts'
import { type FieldOptions, withFieldMeter } from './field-meter.ts'
import { meterPlace } from './order-place.ts'
import { summaryOf } from './step-summary.ts'
import { alreadyDone, perform } from './steps.ts'
import { WorkJournal } from './work-journal.ts'

interface WorkOptions extends Omit<FieldOptions, 'data' | 'keys'> {
  /** Folder of the field device. */
  readonly data: string
  /** Where the person reaches the meter. */
  readonly at?: string
  /** The one of the file's meters that is meant. */
  readonly meter?: string
  /** File of the image that the order names. */
  readonly image?: string
}

/**
 * `field work`: carries out what an order still asks for, or each of a file of many. Run again after a failure, it goes on where
 * it stood.
 */
export async function work(orderFile: string, options: WorkOptions): Promise<void> {
  const device = FieldDevice.open(options.data)
  const orders = chosen(
    ordersIn(readOrder(orderFile)).map(text => device.openOrder(text)),
    options,
  )
  const outcomes: Outcome[] = []
  for (const each of orders) {
    outcomes.push(await workAt(device, each, options))
    if (outcomes.at(-1)?.failure !== undefined) break
  }
  const documents = outcomes.map(({ failure: _, ...document }) => document)
  const [only] = documents
  show(options.json, documents.length === 1 ? only : { items: documents }, () =>
    documents
      .flatMap(({ meter, results }) => [
        ...(orders.length > 1 ? [print.name(meter)] : []),
        ...results.map(describe),
      ])
      .join('\n'),
  )
  const failure = outcomes.at(-1)?.failure
  if (failure !== undefined) throw failure
  const what = orders.length === 1 ? `order ${only?.order} is done` : `${orders.length} orders are done`
  say(`${style.success('●')} ${what}; hand in the results with ferraris field upload`)
}

interface Outcome {
  readonly order: string
  readonly meter: string
  readonly results: readonly StepResult[]
  readonly failure: ApplicationRefusal | undefined
}

type OpenedOrder = ReturnType<FieldDevice['openOrder']>

/** The orders of a file that are meant: one place is one meter. Throws InputError. */
function chosen(orders: readonly OpenedOrder[], { meter, at }: WorkOptions): readonly OpenedOrder[] {
  const meters = orders.map(({ order }) => order.meter.serial).join(', ')
  const wanted = meter === undefined ? orders : orders.filter(({ order }) => order.meter.serial === meter)
  if (wanted.length === 0)
    throw new InputError('--meter', `${meter} is not in this file`, `it is for ${meters}`)
  if (wanted.length > 1 && at !== undefined)
    throw new InputError('--meter', 'is missing', `say which meter is at ${at}: ${meters}`)
  return wanted
}

async function workAt(
  device: FieldDevice,
  { order, keys }: OpenedOrder,
  options: WorkOptions,
): Promise<Outcome> {
  device.check(order, Date.now())
  const uri = meterPlace(order, options.at, clientsOf(keys))
  const image = options.image === undefined ? undefined : readImage(options.image)
  const journal = WorkJournal.open(journalFile(device.folder, order.id))
  let failure: ApplicationRefusal | undefined
  try {
    if (order.steps.some((_, step) => !journal.isDone(step))) {
      const { data: _, ...terms } = options
      failure = await withFieldMeter(uri, { ...terms, keys, timeZone: order.meter.timeZone }, meter =>
        carryOut({ device, order, journal, meter, image }),
      )
    }
  } finally {
    const results = { order: order.id, results: journal.results }
    replaceFile(resultsFile(device.folder, order.id), device.sign(results))
    journal.close()
  }
  return { order: order.id, meter: order.meter.serial, results: journal.results, failure }
}

interface Course {
  readonly device: FieldDevice
  readonly order: WorkOrder
  readonly journal: WorkJournal
  readonly meter: MeterAccess
  readonly image: Uint8Array | undefined
}

/** The steps that are not done, in their order. What the meter refuses ends the work: what follows may depend on it. */
async function carryOut({
  device,
  order,
  journal,
  meter,
  image,
}: Course): Promise<ApplicationRefusal | undefined> {
  for (const [step, wanted] of order.steps.entries()) {
    if (journal.isDone(step)) continue
    // An order may run out while it is carried out.
    device.check(order, Date.now())
    const isOpen = journal.hasBegun(step)
    const about = { step, action: wanted.action }
    try {
      const found = isOpen ? await alreadyDone(meter, wanted) : undefined
      journal.begin(step, Date.now())
      const value = found ?? (await perform(meter, wanted, image))
      journal.end({ ...about, at: new Date().toISOString(), outcome: 'done', value })
    } catch (error) {
      if (!isRefused(error)) throw error
      journal.end({ ...about, at: new Date().toISOString(), outcome: 'failed', error: error.message })
      return new ApplicationRefusal('step-refused', `step ${step + 1}, ${wanted.action}: ${error.message}`, {
        cause: error,
      })
    }
  }
  return undefined
}

/** Refused for certain. A line that broke, or an effect that is not known, leaves the step open. */
function isRefused(error: unknown): error is Error {
  return (
    error instanceof SmitpRefusal ||
    error instanceof ClientError ||
    (error instanceof SmitpError && error.code === 'not-authentic') ||
    error instanceof ApplicationRefusal
  )
}

function describe({ step, action, outcome, error, value }: StepResult): string {
  return outcome === 'done'
    ? `${style.success('✔')} ${step + 1} ${print.name(action)}  ${print.quiet(summaryOf(value))}`
    : `${style.failure('✘')} ${step + 1} ${print.name(action)}  ${error}`
}

/** The clients of the keys in an order. */
function clientsOf(ring: string): string[] {
  return (JSON.parse(ring) as { client?: number }[]).flatMap(({ client }) =>
    client === undefined ? [] : [String(client)],
  )
}

function journalFile(folder: string, id: string): string {
  return join(folder, 'orders', `${id}.journal`)
}
function resultsFile(folder: string, id: string): string {
  return join(folder, 'orders', `${id}.results`)
}

/** The signed orders of a file: one, or many in the file of a work request. */
function ordersIn(text: string): readonly string[] {
  try {
    const file = JSON.parse(text) as { readonly kind?: unknown; readonly orders?: unknown } | null
    const isOfMany = file?.kind === 'work orders' && Array.isArray(file.orders) && file.orders.length > 0
    return isOfMany ? (file.orders as unknown[]).map(String) : [text]
  } catch {
    // It says itself that it is no order.
    return [text]
  }
}

/** The text of an order. Throws InputError. */
function readOrder(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError('order', `${file} cannot be read (${code})`, 'check its name and your rights', {
      cause,
    })
  }
}
