import { fieldInstant, isFieldTime } from '../../kit/form/field-time.ts'

/** A member of a kind's parameters, as its JSON schema tells it. */
export interface Member {
  readonly name: string
  readonly title: string
  readonly hint: string | undefined
  readonly isRequired: boolean
  readonly input:
    | { readonly kind: 'switch' }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'number'; readonly isInteger: boolean }
    | { readonly kind: 'text'; readonly pattern: string | undefined }
    | { readonly kind: 'instant' }
    | { readonly kind: 'day' }
    /** A file of the store, by its hash. */
    | { readonly kind: 'file' }
    /** Anything else: written as JSON. */
    | { readonly kind: 'json' }
}

interface PropertySchema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
}

const sha256 = '^[0-9a-f]{64}$'
const dayPattern = '^\\d{4}-\\d{2}-\\d{2}$'

/** The members of a JSON schema of an object, those that are needed first. */
export function membersOf(schema: Readonly<Record<string, unknown>>): Member[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, PropertySchema>>
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(properties)
    .map(([name, property]) => ({
      name,
      title: property.title ?? name,
      hint: property.description,
      isRequired: required.includes(name),
      input: inputOf(property),
    }))
    .toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired))
}

function inputOf({ type, format, pattern, enum: options }: PropertySchema): Member['input'] {
  if (options?.every(option => typeof option === 'string'))
    return { kind: 'choice', options: options as string[] }
  if (type === 'boolean') return { kind: 'switch' }
  if (type === 'integer' || type === 'number') return { kind: 'number', isInteger: type === 'integer' }
  if (type !== 'string') return { kind: 'json' }
  if (format === 'date-time') return { kind: 'instant' }
  if (format === 'date' || pattern === dayPattern) return { kind: 'day' }
  return pattern === sha256 ? { kind: 'file' } : { kind: 'text', pattern }
}

/** What a person typed, member by member. */
export type Typed = Readonly<Record<string, string | boolean>>

/** The parameters as the head-end takes them, times by the clock of a zone. A member that was left empty is left out. */
export function parametersOf(
  members: readonly Member[],
  typed: Typed,
  zone: string,
): Record<string, unknown> {
  return Object.fromEntries(
    members.flatMap(({ name, input }) => {
      const value = typed[name]
      if (input.kind === 'switch') return value === undefined ? [] : [[name, value]]
      return typeof value !== 'string' || value.trim() === ''
        ? []
        : [[name, readAs(input, value.trim(), zone)]]
    }),
  )
}

function readAs(input: Member['input'], text: string, zone: string): unknown {
  if (input.kind === 'number') return Number(text)
  if (input.kind === 'instant') return fieldInstant(text, zone)
  if (input.kind === 'json') return JSON.parse(text)
  return text
}

/** Members that are still missing or cannot be read; none when the order can be given. */
export function faultsOf(members: readonly Member[], typed: Typed): readonly string[] {
  return members
    .filter(({ name, input, isRequired }) => {
      const value = typed[name]
      if (input.kind === 'switch') return isRequired && value === undefined
      if (typeof value !== 'string' || value.trim() === '') return isRequired
      return !canBeRead(input, value.trim())
    })
    .map(({ name }) => name)
}

function canBeRead(input: Member['input'], text: string): boolean {
  if (input.kind === 'number') return Number.isFinite(Number(text))
  if (input.kind === 'instant') return isFieldTime(text)
  if (input.kind !== 'json') return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
