import type { Layer, LayerField } from '@ferraris/codec/dissect'

/** A line of the view: octets that no other line shows, and the field they begin or make up. */
export interface OctetRow {
  readonly offset: number
  readonly octets: string
  readonly depth: number
  readonly name: string
  readonly value: string
  readonly meaning: string
}

/** The lines of a layer. Each of its octets stands in exactly one of them. */
export function rowsOf(layer: Layer, telegram: string): OctetRow[] {
  return [...rows(layer.fields, layer.from, layer.to, 0, layer.hex ?? telegram)]
}

function* rows(
  fields: readonly LayerField[],
  from: number,
  to: number,
  depth: number,
  hex: string,
): Generator<OctetRow> {
  let at = from
  for (const field of fields) {
    if (field.from > at) yield gap(at, field.from, depth, hex)
    const inner = field.fields ?? []
    // A field made of others begins with octets of its own, such as its tag and length.
    const ownEnd = inner[0]?.from ?? field.to
    yield {
      offset: field.from,
      octets: hex.slice(2 * field.from, 2 * ownEnd),
      depth,
      name: field.name,
      value: String(field.value ?? ''),
      meaning: field.meaning ?? '',
    }
    if (inner.length > 0) yield* rows(inner, ownEnd, field.to, depth + 1, hex)
    at = Math.max(at, field.to)
  }
  if (to > at) yield gap(at, to, depth, hex)
}

function gap(from: number, to: number, depth: number, hex: string): OctetRow {
  return {
    offset: from,
    octets: hex.slice(2 * from, 2 * to),
    depth,
    name: '',
    value: '',
    meaning: '',
  }
}
