import { Type } from 'typebox'

export const serial = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Serial number of the end device (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['FER00000001'],
})

/** Without leading zeros: one quantity has one name. */
const group = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'

export const obis = Type.String({
  pattern: `^${group}(\\.${group}){5}$`,
  description: 'OBIS code, six dotted numbers from 0 to 255 (IEC 62056-6-1).',
  examples: ['1.0.1.8.0.255'],
})

export const deviceParams = Type.Object({ serial })
