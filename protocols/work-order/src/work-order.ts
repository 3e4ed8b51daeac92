import { WorkOrderError } from './work-order-error.ts'

/** What a step of an order may be, each with its parameters. */
export type WorkStep =
  | { readonly action: 'read-registers' | 'read-events' | 'set-clock' | 'disconnect' | 'reconnect' }
  /** Days of the meter's calendar, both included. */
  | { readonly action: 'read-profile'; readonly profile: string; readonly from: string; readonly to: string }
  /** An attribute, OBIS:number, and its value as text, as `meter write` takes it. */
  | { readonly action: 'write'; readonly attribute: string; readonly value: string }
  /** The image comes beside the order, as a file. */
  | { readonly action: 'firmware'; readonly version: string; readonly sha256: string }
  /** Anything else that can be done at a meter over DLMS, by the name and the parameters that an order has for it. */
  | {
      readonly action: 'programme'
      readonly kind: string
      readonly parameters: Readonly<Record<string, unknown>>
    }

type WorkAction = WorkStep['action']

/** Actions that leave the meter as it is; orders of these alone come without keys that write. */
const readings = new Set<WorkAction>(['read-registers', 'read-events', 'read-profile'])
export function isReadingStep({ action }: WorkStep): boolean {
  return readings.has(action)
}

/** Work on one meter, for one field device and for a limited time. */
export interface WorkOrder {
  readonly id: string
  readonly meter: {
    readonly serial: string
    /** Where the head-end reaches it, if it does. */
    readonly uri: string
    /** Address in METERS AND MORE; where it has none, undefined. */
    readonly aca?: string
    readonly timeZone: string
  }
  /** In this order, each once. */
  readonly steps: readonly WorkStep[]
  /** ISO 8601. */
  readonly issuedAt: string
  readonly notBefore: string
  readonly notAfter: string
  readonly fieldDevice: FieldDeviceKeys
  /** The meter's keys, for the field device alone; see {@link sealFor}. */
  readonly keys: string
}

/** The public keys of a field device, base64url: X25519, to which keys are sealed, and Ed25519, which signs results. */
export interface FieldDeviceKeys {
  readonly sealing: string
  readonly signing: string
}

/** What came of a step. */
export interface StepResult {
  /** Its place in the order, from 0. */
  readonly step: number
  readonly action: WorkAction
  /** ISO 8601, by the clock of the field device. */
  readonly at: string
  readonly outcome: 'done' | 'failed'
  /** What was read, or what the meter shows afterwards. */
  readonly value?: unknown
  readonly error?: string
}

/** Everything that came of an order so far. */
export interface WorkResults {
  readonly order: string
  readonly results: readonly StepResult[]
}

/**
 * Whether an order may be carried out now, epoch milliseconds. `latest` is the latest instant that the field device has
 * seen: a clock that stands before it was put back. Throws {@link WorkOrderError}.
 */
export function checkValidity(
  { id, notBefore, notAfter, issuedAt }: WorkOrder,
  now: number,
  latest = Number.NEGATIVE_INFINITY,
): void {
  // Clocks of computers are corrected by some seconds.
  const tolerance = 120_000
  const seen = Math.max(latest, Date.parse(issuedAt))
  if (now < seen - tolerance) {
    const [shown, known] = [now, seen].map(time => new Date(time).toISOString())
    throw new WorkOrderError(
      'clock-back',
      `the clock of this computer shows ${shown}, and it was ${known} before`,
    )
  }
  if (now < Date.parse(notBefore))
    throw new WorkOrderError('early', `order ${id} is valid from ${notBefore} on`)
  if (now > Date.parse(notAfter))
    throw new WorkOrderError('expired', `order ${id} was valid until ${notAfter}`)
}
