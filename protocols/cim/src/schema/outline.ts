import type { Fields, Group, Occurs, Schema } from './schema.ts'
import { isProfile } from './schema.ts'

const marks: Readonly<Record<Occurs, string>> = { required: '', optional: '?', many: '*', some: '+' }

/** The elements of a group as an indented list: `?` may be absent, `*` any number, `+` one or more. */
export function outline({ byName }: Group<Fields>, indent = ''): string[] {
  return [...byName]
    .filter(([, { schema }]) => !isProfile(schema))
    .flatMap(([name, { occurs, schema }]) => [
      `${indent}${name}${marks[occurs]}${typeOf(schema)}`,
      ...(schema.kind === 'group' ? outline(schema, `${indent}  `) : []),
    ])
}

function typeOf(schema: Schema): string {
  switch (schema.kind) {
    case 'leaf':
      return ` ${schema.values === undefined ? schema.xsd.replace('xs:', '') : schema.values.join(' | ')}`
    case 'reference':
      return ' @ref'
    case 'attributed':
      return ` string @${schema.attributes.join(' @')}`
    case 'group':
      return ''
  }
}
