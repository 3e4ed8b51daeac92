import type { Context } from '../context.ts'
import type { ApduForm } from '../findings.ts'

/** What a telegram is wrapped in. */
export const transports = ['wrapper', 'hdlc', 'mbus', 'llc', 'apdu', 'data'] as const
export type Transport = (typeof transports)[number]

export function isTransport(value: unknown): value is Transport {
  return (transports as readonly unknown[]).includes(value)
}

/** What came out of the octets of one transport; frames under the transport's own name. */
interface Carried {
  readonly apdus?: ApduForm[]
  [member: string]: unknown
}

/** Takes the octets of one transport apart. Faults go to the context's findings. */
export type Explainer = (context: Context, octets: Uint8Array) => Carried
