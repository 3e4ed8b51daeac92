import { ValueError } from '@ferraris/cosem/values'
import { DlmsError } from '@ferraris/dlms'
import { ClientError } from '../../client-error.ts'
import type { Step } from '../programme.ts'

/** Errors of the association that answer one request only: the service is not there, or the request does not fit. */
const answers: ReadonlySet<string> = new Set([
  'exception',
  'confirmed-service-error',
  'service-not-negotiated',
  'request-too-long',
])

/** Why one request was not carried out, from what was thrown; undefined for what ends the association. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof ClientError && error.code !== 'secret-missing') return error.message
  if (error instanceof DlmsError && answers.has(error.code)) return error.message
  // The class does not hold the value that was asked for, or the meter gave one that the class does not hold.
  if (error instanceof ValueError) return error.message
  return undefined
}

/** A step in which a refusal is an answer, whether it came as a result or was thrown. */
export async function stepAt(target: string, work: () => Promise<Step>): Promise<Step> {
  try {
    return await work()
  } catch (error) {
    const reason = refusalOf(error)
    if (reason === undefined) throw error
    return refused(target, reason)
  }
}

export function refused(target: string, reason: string): Step {
  return { target, outcome: 'refused', reason }
}
