import { Type } from 'typebox'

const group = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'

/** Name of an object, six groups or the usual five. */
export function objectName(title: string, description: string) {
  return Type.String({
    title,
    description,
    pattern: `^${group}(?:\\.${group}){4}(?:\\.${group})?$`,
    examples: ['0.0.96.3.10.255'],
  })
}

/** Which instance is meant, where a meter has several or another than the usual one. */
export function instance(what: string) {
  return Type.Optional(
    objectName(
      'Object',
      `Name of the ${what}, where the meter has several; default: the usual one, or the only one.`,
    ),
  )
}

/** A local day of the meter. */
export function localDay(title: string, description: string) {
  return Type.String({ title, description, pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-12-01'] })
}
