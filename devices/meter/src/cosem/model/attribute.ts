import type { Data } from '@ferraris/cosem'
import type { ValueType } from '@ferraris/cosem/values'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import type { ClientName } from '../../security/clients.ts'
import type { Context } from './context.ts'
import { decoded, exactlyDecoded } from './decoded.ts'
import { type SettingRules, writeSetting } from './setting.ts'

export const everyClient: readonly ClientName[] = ['public', 'reader', 'management']
export const secured: readonly ClientName[] = ['reader', 'management']
export const management: readonly ClientName[] = ['management']
export const noClient: readonly ClientName[] = []

/** An attribute as an object declares it: a typed value, or the functions that give and take one. */
export interface Attribute<T> {
  readonly get: readonly ClientName[]
  readonly set: readonly ClientName[]
  readonly source: Source<T>
  /** Selectors of selective access that the attribute offers. */
  readonly selectors?: readonly number[]
  /** Whether the value at any past instant is still known, so that it can be captured. */
  readonly isFunctionOfTime?: boolean
  readonly rules?: SettingRules<T>
  /** Whether a value must be of the very type that the class declares, not another integer that fits. */
  readonly isExact?: boolean
  /** Takes a value of the right type; without it a value that may be set is a setting. */
  write?(context: Context, value: T): DataAccessResult
}

/** A constant, which a setting leaves the factory with; a function of the context; or one that encodes by itself. */
type Source<T> =
  | { readonly kind: 'constant'; readonly value: T }
  | { readonly kind: 'function'; value(context: Context): T }
  | { readonly kind: 'encoded'; value(context: Context): EncodedData | DataAccessResult }

type Getter<T> = (context: Context) => T

function sourceOf<T>(value: T | Getter<T>): Source<T> {
  return isGetter(value) ? { kind: 'function', value } : { kind: 'constant', value }
}

/** No type of a COSEM attribute is a function. */
function isGetter<T>(value: T | Getter<T>): value is Getter<T> {
  return typeof value === 'function'
}

/** An attribute that clients read: a constant, or a function of the context. */
export function read<T>(value: T | Getter<T>, get = secured): Attribute<T> {
  return { get, set: noClient, source: sourceOf(value) }
}

/** An attribute with a value that is a function of true time: it can be captured. */
export function overTime<T>(value: Getter<T>, get = secured): Attribute<T> {
  return { ...read(value, get), isFunctionOfTime: true }
}

/** An attribute that is encoded as it is computed, such as a buffer; what it returns may be a refusal, too. */
export function readEncoded(
  value: (context: Context) => EncodedData | DataAccessResult,
  { get = secured, selectors }: { readonly get?: readonly ClientName[]; readonly selectors?: number[] } = {},
): Attribute<never> {
  return { get, set: noClient, source: { kind: 'encoded', value }, ...(selectors && { selectors }) }
}

/** An attribute that management sets: what it leaves the factory with, and what a new value must obey and causes. */
export function setting<T>(value: T, rules: SettingRules<NoInfer<T>> = {}): Attribute<T> {
  return { get: secured, set: management, source: { kind: 'constant', value }, rules }
}

/** An attribute that management sets, with functions of its own for both directions. */
export function writable<T>(
  value: Getter<T>,
  write: (context: Context, value: T) => DataAccessResult,
  get = secured,
): Attribute<T> {
  return { get, set: management, source: { kind: 'function', value }, write }
}

/** One attribute of an object in a table: which clients may read and write it, and how that is done. */
export interface AttributeEntry
  extends Pick<Attribute<unknown>, 'get' | 'set' | 'selectors' | 'isFunctionOfTime'> {
  /** What a setting leaves the factory with; undefined for what is none. */
  readonly factory: Data | undefined
  read(context: Context): Data | EncodedData | DataAccessResult
  /** Takes a value of whatever type a client sends. */
  write(context: Context, value: Data): DataAccessResult
}

/** Joins an attribute with the type that its class declares. */
export function attributeEntry<T>(id: number, type: ValueType<T>, attribute: Attribute<T>): AttributeEntry {
  const { get, set, selectors, isFunctionOfTime = false, isExact = false, source, rules = {} } = attribute
  const constant = source.kind === 'constant' ? type.encode(source.value) : undefined
  const isSetting = constant !== undefined && set.length > 0
  return {
    get,
    set,
    ...(selectors && { selectors }),
    isFunctionOfTime,
    factory: isSetting ? constant : undefined,
    read: readingOf(id, type, source, isSetting),
    write(context, value) {
      if (set.length === 0) return 'read-write-denied'
      const typed = (isExact ? exactlyDecoded : decoded)(type, value)
      if (typed === undefined) return 'type-unmatched'
      return attribute.write?.(context, typed) ?? writeSetting(context, { id, type, rules }, typed)
    },
  }
}

function readingOf<T>(
  id: number,
  type: ValueType<T>,
  source: Source<T>,
  isSetting: boolean,
): AttributeEntry['read'] {
  if (source.kind === 'encoded') return source.value
  if (source.kind === 'function') return context => type.encode(source.value(context))
  const constant = type.encode(source.value)
  if (!isSetting) return () => constant
  return ({ automation, object }) => automation.settings.data(object.obis, id) ?? constant
}
