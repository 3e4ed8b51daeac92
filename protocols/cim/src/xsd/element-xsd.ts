import { type Field, type Fields, type Group, isProfile, type Occurs, type Schema } from '../schema/schema.ts'
import { escapeAttribute } from '../xml/escape.ts'

/** How groups are written that have a name of their own, and which noun stands where any may. */
export interface XsdContext {
  /** Groups that are written once, as a type with this name. */
  readonly types: ReadonlyMap<Group<Fields>, string>
  /** The element, with its prefix, where any noun may stand; undefined: any of another name space. */
  readonly noun?: string
}

const occurrence: Readonly<Record<Occurs, string>> = {
  required: '',
  optional: ' minOccurs="0"',
  many: ' minOccurs="0" maxOccurs="unbounded"',
  some: ' maxOccurs="unbounded"',
}

/** Whatever another name space brings; checked where its schema is known. */
export const anyOther =
  '<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'

/** The elements of a group, in their order, each on its lines. */
export function sequenceOf(group: Group<Fields>, context: XsdContext): string[] {
  const lines: string[] = []
  let nouns = false
  for (const [name, field] of group.byName) {
    if (!isProfile(field.schema)) lines.push(...elementOf(name, field, context))
    else if (!nouns) {
      nouns = true
      lines.push(context.noun === undefined ? anyOther : `<xs:element ref="${context.noun}" minOccurs="0"/>`)
    }
  }
  return ['<xs:sequence>', ...indented(lines), '</xs:sequence>']
}

function elementOf(name: string, { occurs, schema }: Field, context: XsdContext): string[] {
  const start = `<xs:element name="${name}"`
  const often = occurrence[occurs]
  const type = simpleTypeOf(schema, context)
  if (type !== undefined) return [`${start} type="${type}"${often}/>`]
  return [`${start}${often}>`, ...indented(contentOf(schema, context)), '</xs:element>']
}

function simpleTypeOf(schema: Schema, { types }: XsdContext): string | undefined {
  if (schema.kind === 'leaf') return schema.values === undefined ? schema.xsd : undefined
  return schema.kind === 'group' ? types.get(schema) : undefined
}

function contentOf(schema: Schema, context: XsdContext): string[] {
  switch (schema.kind) {
    case 'leaf':
      return [
        '<xs:simpleType>',
        `  <xs:restriction base="${schema.xsd}">`,
        ...(schema.values ?? []).map(value => `    <xs:enumeration value="${escapeAttribute(value)}"/>`),
        '  </xs:restriction>',
        '</xs:simpleType>',
      ]
    case 'reference':
      return ['<xs:complexType>', '  <xs:attribute name="ref" type="xs:string"/>', '</xs:complexType>']
    case 'attributed':
      return [
        '<xs:complexType>',
        '  <xs:simpleContent>',
        '    <xs:extension base="xs:string">',
        ...schema.attributes.map(name => `      <xs:attribute name="${name}" type="xs:string"/>`),
        '    </xs:extension>',
        '  </xs:simpleContent>',
        '</xs:complexType>',
      ]
    case 'group':
      return ['<xs:complexType>', ...indented(sequenceOf(schema, context)), '</xs:complexType>']
  }
}

export function indented(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}
