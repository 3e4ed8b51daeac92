import { Type } from 'typebox'

export const concentratorId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of the concentrator (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['C1'],
})

export const aca = Type.String({
  pattern: '^[0-9A-F]{12}$',
  description: 'Address on the power line (ACA), 12 hex digits in capitals.',
  examples: ['464500000001'],
})

export const concentratorParams = Type.Object({ id: concentratorId })
export const acaParams = Type.Object({ aca })
