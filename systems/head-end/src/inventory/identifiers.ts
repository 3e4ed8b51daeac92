import { Type } from 'typebox'

export const serial = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Serial number of the end device (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['FER00000001'],
})

export const obis = Type.String({
  pattern: '^\\d{1,3}(\\.\\d{1,3}){5}$',
  description: 'OBIS code, six dotted numbers (IEC 62056-6-1).',
  examples: ['1.0.1.8.0.255'],
})

export const deviceParams = Type.Object({ serial })
