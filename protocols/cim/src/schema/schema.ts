/**
 * What an element may hold. A noun is declared once in these terms; type, decoder, encoder, XML schema and reference page follow
 * from the declaration. Members are called as the elements are.
 */
export type Schema = Leaf<unknown> | Reference | Attributed<string> | Group<Fields>

/** Text with a type. */
export interface Leaf<T> {
  readonly kind: 'leaf'
  /** Its simple type in XML Schema. */
  readonly xsd: string
  /** For people: what is expected. */
  readonly expects: string
  /** The words of an enumeration. */
  readonly values?: readonly string[]
  /** Undefined for what is no value of the type. White space at both ends is gone, unless `verbatim`. */
  parse(text: string): T | undefined
  /** Undefined for what the type cannot carry. */
  format(value: T): string | undefined
  readonly verbatim: boolean
}

/** An element that points to another object, by its attribute `ref`: its value is the code or name that stands there. */
export interface Reference {
  readonly kind: 'reference'
}

/** Text with attributes. */
export interface Attributed<A extends string> {
  readonly kind: 'attributed'
  readonly attributes: readonly A[]
}

/** Elements in the order of the declaration. */
export interface Group<F extends Fields> {
  readonly kind: 'group'
  readonly fields: F
  readonly byName: ReadonlyMap<string, Field>
  /** Name space of its elements, where it is not that of the group around it. */
  readonly space: Space | undefined
  /** Its value tells, as member `xmlns`, the name space that its element came in. */
  readonly tellsSpace: boolean
}

/** `message`: the envelope. Else the profile that the element itself and all in it belong to. */
export type Space = 'message' | { readonly profile: string }

/** Whether it is a noun: an element of a name space of its own. */
export function isProfile(schema: Schema): boolean {
  return schema.kind === 'group' && typeof schema.space === 'object'
}

export type Occurs = 'optional' | 'required' | 'many' | 'some'
export interface Occurring<S extends Schema, O extends Occurs> {
  readonly occurs: O
  readonly schema: S
}
export type Field = Occurring<Schema, Occurs>

/** A schema alone may be absent. */
export type Fields = Readonly<Record<string, Schema | Field>>

/** Must be there, once. */
export function required<const S extends Schema>(schema: S): Occurring<S, 'required'> {
  return { occurs: 'required', schema }
}
/** May be there any number of times. */
export function many<const S extends Schema>(schema: S): Occurring<S, 'many'> {
  return { occurs: 'many', schema }
}
/** Must be there, once or more often. */
export function some<const S extends Schema>(schema: S): Occurring<S, 'some'> {
  return { occurs: 'some', schema }
}

export const reference: Reference = { kind: 'reference' }

export function attributed<const A extends string>(...attributes: readonly A[]): Attributed<A> {
  return { kind: 'attributed', attributes }
}

export function group<const F extends Fields>(fields: F, space?: Space): Group<F> {
  const byName = new Map(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)] as const))
  return { kind: 'group', fields, byName, space, tellsSpace: false }
}

/** A group that tells the name space of its element: what version or edition it is of. */
export function tellingSpace<F extends Fields>(group: Group<F>): Group<F> {
  return { ...group, tellsSpace: true }
}

function fieldOf(field: Schema | Field): Field {
  return 'occurs' in field ? field : { occurs: 'optional', schema: field }
}

/** The TypeScript type of what an element holds. */
export type ValueOf<S> =
  S extends Leaf<infer T>
    ? T
    : S extends Reference
      ? string
      : S extends Attributed<infer A>
        ? Simplify<{ readonly value: string } & { readonly [K in A]?: string }>
        : S extends Group<infer F>
          ? GroupValue<F>
          : never

type GroupValue<F> = Simplify<
  {
    readonly [K in keyof F as F[K] extends Occurring<Schema, 'required'> ? K : never]: FieldValue<F[K]>
  } & {
    readonly [K in keyof F as F[K] extends Occurring<Schema, 'some'> ? K : never]: readonly FieldValue<F[K]>[]
  } & {
    readonly [K in keyof F as F[K] extends Occurring<Schema, 'many'> ? K : never]?: readonly FieldValue<
      F[K]
    >[]
  } & {
    readonly [K in keyof F as F[K] extends Schema ? K : never]?: ValueOf<F[K]>
  }
>
type FieldValue<F> = F extends Occurring<infer S, Occurs> ? ValueOf<S> : never
type Simplify<T> = { [K in keyof T]: T[K] } & {}
