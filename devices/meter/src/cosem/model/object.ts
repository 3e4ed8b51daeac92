import { type Data, data, obis, scalerUnit, unitCode } from '@ferraris/cosem'
import { classes, type InterfaceClass } from '@ferraris/cosem/classes'
import { profileSelector } from '@ferraris/cosem/values'
import type { ProfileName } from '../profiles/capture-objects.ts'
import type { ActionName } from './actions.ts'
import type { AttributeEntry, ClientName, MethodEntry, ObjectEntry } from './object-table.ts'
import type { SourceName } from './sources.ts'

export const everybody: readonly ClientName[] = ['public', 'reader', 'management']
export const secured: readonly ClientName[] = ['reader', 'management']
export const management: readonly ClientName[] = ['management']
export const nobody: readonly ClientName[] = []

type Value = Data | SourceName

/** An attribute that secured clients read. */
export function read(value: Value, get = secured): AttributeEntry {
  return { value, get, set: nobody }
}
/** An attribute that management sets: what it leaves the factory with, or the source of its value. */
export function setting(value: Value, get = secured): AttributeEntry {
  return { value, get, set: management }
}
export function method(does: ActionName, access = management): MethodEntry {
  return { does, access }
}

/** An object of a class, its attributes and methods by the names of the class. */
export function object<C extends InterfaceClass>(
  of: C,
  name: string,
  attributes: { readonly [A in Exclude<keyof C['attributes'], 'logicalName'>]?: AttributeEntry },
  methods: { readonly [M in keyof C['methods']]?: MethodEntry } = {},
): ObjectEntry {
  return {
    classId: of.classId,
    version: of.version,
    obis: obis(name),
    attributes: byNumber(of.attributes, attributes),
    methods: byNumber(of.methods, methods),
  }
}

function byNumber<Entry>(
  declared: Readonly<Record<string, { readonly id: number }>>,
  entries: Readonly<Record<string, Entry | undefined>>,
): Record<number, Entry> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, entry]) =>
      entry === undefined ? [] : [[declared[name].id, entry]],
    ),
  )
}

export function value(name: string, source: SourceName, get = secured) {
  return object(classes.data, name, { value: read(source, get) })
}

export function scaled(scaler: number, unit: keyof typeof unitCode): AttributeEntry {
  return read(scalerUnit.encode({ scaler, unit: unitCode[unit] }))
}

export function register(name: string, source: SourceName, scaler: number, unit: keyof typeof unitCode) {
  return object(classes.register, name, { value: read(source), scalerUnit: scaled(scaler, unit) })
}

export function profile(name: string, source: ProfileName, capturePeriod: number) {
  return object(classes.profileGeneric, name, {
    buffer: { ...read(`${source}.buffer`), selectors: Object.values(profileSelector) },
    captureObjects: read(`${source}.captureObjects`),
    capturePeriod: read(data.doubleLongUnsigned(capturePeriod)),
    sortMethod: read(classes.sortMethod.encode('fifo')),
    sortObject: read('profile.sortObject'),
    entriesInUse: read(`${source}.entriesInUse`),
    profileEntries: read(`${source}.capacity`),
  })
}

/** An object with methods that only the meter itself invokes, by numbers below zero; clients are not shown them. */
export function withOwnMethods(
  entry: ObjectEntry,
  methods: Readonly<Record<number, MethodEntry>>,
): ObjectEntry {
  return { ...entry, methods: { ...entry.methods, ...methods } }
}
