import type { Fill } from '../estimation/estimate.ts'
import type { Finding, Verdict } from '../validation/validate.ts'

/** A value that a person set, and what had been collected of the interval then. */
export interface Edit {
  readonly at: number
  readonly value: number
  readonly collected: number | null
}

/** Why a version is as it is. */
export interface Notes {
  readonly findings: readonly Finding[]
  readonly fills: readonly Fill[]
  readonly failed: Verdict['failed']
  readonly edits: readonly Edit[]
  /** Findings that a person has confirmed, by their keys. */
  readonly confirmed: readonly string[]
}

export const noNotes: Notes = { findings: [], fills: [], failed: [], edits: [], confirmed: [] }
