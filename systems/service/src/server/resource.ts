import { type Static, type TObject, type TProperties, type TSchema, type TUnsafe, Type } from 'typebox'

/**
 * A named resource of the API: an object schema with an `$id`, so that OpenAPI lists it once under
 * `components.schemas` and the console's types carry the same name.
 */
export function resource<P extends TProperties>(
  name: string,
  properties: P,
  description: string,
): TObject<P> {
  return Type.Object(properties, { $id: name, description, additionalProperties: false })
}

/** Points at a named resource and keeps its TypeScript type. */
export function ref<T extends TSchema>(schema: T): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>({ $ref: `${(schema as { $id?: string }).$id}#` })
}

type JsonType = 'string' | 'integer' | 'number'
type ValueOf<T extends JsonType> = T extends 'string' ? string : number

/** A scalar that may be null, in the compact JSON Schema form (`type: [integer, null]`) that serializes fast. */
export function nullable<T extends JsonType>(type: T, options: object = {}): TUnsafe<ValueOf<T> | null> {
  return Type.Unsafe<ValueOf<T> | null>({ type: [type, 'null'], ...options })
}

/** One page of a list: the items, how many there are in all, and the cursor of the next page. */
export function page<T extends TSchema>(item: T) {
  return Type.Object(
    {
      items: Type.Array(ref(item)),
      total: Type.Integer({ minimum: 0, description: 'Items that match, over all pages.' }),
      nextCursor: nullable('string', { description: 'Hand it back as `cursor`; null on the last page.' }),
    },
    { description: 'A page of the list.' },
  )
}

/** A list that is always short enough to be given whole. */
export function wholeList<T extends TSchema>(item: T, description: string) {
  return Type.Object({ items: Type.Array(ref(item)) }, { description })
}

/** The answer of a request that leaves nothing to tell. */
export const nothing = Type.Null({ description: 'Done.' })

/** A parameter that may be left out and that a handler always finds, because validation fills in its default. */
export function defaulted<T extends TSchema>(schema: T): T {
  return Type.Optional(schema) as unknown as T
}

/** The two parameters every paged list understands. */
export const pageQuery = {
  limit: defaulted(Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Items a page.' })),
  cursor: Type.Optional(
    Type.String({ maxLength: 512, description: '`nextCursor` of the page before, unchanged.' }),
  ),
}

/** A query string that knows its parameters and refuses others, so that a misspelt filter never passes as "no filter". */
export function query<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false })
}

export function localDate(description: string) {
  return Type.String({ format: 'date', description, examples: ['2026-11-20'] })
}

export function instant(description: string) {
  return Type.String({ format: 'date-time', description, examples: ['2026-11-20T23:45:00.000Z'] })
}

export function nullableInstant(description: string) {
  return nullable('string', { format: 'date-time', description })
}
