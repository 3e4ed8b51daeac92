import { Type } from 'typebox'

/** A file that was uploaded, by what it holds. */
export const sha256 = Type.String({
  title: 'File',
  description: 'SHA-256 of the file, 64 hex digits.',
  pattern: '^[0-9a-f]{64}$',
})
