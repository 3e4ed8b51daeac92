import { noQuirks, parseQuirks, type Quirks, quirksForm } from '@ferraris/client'
import { InputError } from '../../errors.ts'

export interface QuirkOptions {
  /** Ways in which the meter differs from the standard, as a list. */
  readonly quirks?: string
}

/** The quirks that an option names. Throws InputError. */
export function quirksFrom({ quirks }: QuirkOptions): Quirks {
  if (quirks === undefined) return noQuirks
  const parsed = parseQuirks(quirks)
  if (parsed !== undefined) return parsed
  throw new InputError('--quirks', `${JSON.stringify(quirks)} is not known`, `write some of ${quirksForm}`)
}
