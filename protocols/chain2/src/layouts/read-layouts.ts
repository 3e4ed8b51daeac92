import { ObisError, obis } from '@ferraris/cosem'
import { Chain2Error } from '../chain2-error.ts'
import { ferrarisV0 } from './ferraris-v0.ts'
import type { FieldUnit, FrameLayout, LayoutField, LayoutFile, WireType } from './layout.ts'
import { compileLayouts, type LayoutSet } from './layout-set.ts'
import { isInteger } from './wire.ts'

/** More than any frame of 128 octets can hold. */
const maxFields = 64
const wireTypes: readonly WireType[] = [
  'unsigned',
  'long-unsigned',
  'double-long-unsigned',
  'integer',
  'long',
  'double-long',
  'date-time',
  'date',
  'visible-string',
]
const units: readonly FieldUnit[] = ['instant', 'W', 'Wh', 'varh', 'V', 's', 'cent']

/**
 * Reads a layout file, parsed from JSON: the form of our own set, `ferraris-v0.ts`. Field names are Ferraris' own; order,
 * types, factors and objects are the file's. Fields beyond ours have a `fixed` value to send, ours that the wire lacks
 * stand in `absent`. Throws Chain2Error `layout-invalid`, which names the place.
 */
export function readLayouts(json: unknown): LayoutSet {
  const file = members(json, 'layout file')
  const frames = list(file.frames, 'frames', 255).map((frame, i) => readFrame(frame, `frames[${i}]`))
  for (const key of ['frame', 'template'] as const) {
    const seen = new Set<number>()
    frames.forEach((frame, i) => {
      if (seen.has(frame[key])) throw invalid(`frames[${i}].${key}`, `${frame[key]} stands twice`)
      seen.add(frame[key])
    })
  }
  return compileLayouts({ name: text(file.name, 'name'), frames } satisfies LayoutFile)
}

function readFrame(json: unknown, path: string): FrameLayout {
  const given = members(json, path)
  const frame = integer(given.frame, `${path}.frame`, 255)
  const ours = ferrarisV0.frames.find(one => one.frame === frame)
  if (ours === undefined) throw invalid(`${path}.frame`, `Ferraris has no meaning for frame ${frame}`)
  const known = new Map<string, LayoutField>(ours.fields.map(field => [field.name, field]))
  const fields = list(given.fields, `${path}.fields`, maxFields).map((field, i) =>
    readField(field, `${path}.fields[${i}]`, known),
  )
  const names = new Set(fields.map(field => field.name))
  if (names.size < fields.length) throw invalid(`${path}.fields`, 'a field stands twice')
  const absent = readAbsent(given.absent ?? {}, `${path}.absent`, known)
  for (const name of known.keys()) {
    if (names.has(name) === name in absent)
      throw invalid(`${path}.fields`, `${name} must stand either here or in absent`)
  }
  return {
    frame,
    template: integer(given.template, `${path}.template`, 255),
    title: given.title === undefined ? ours.title : text(given.title, `${path}.title`),
    fields,
    absent,
  }
}

function readField(json: unknown, path: string, known: ReadonlyMap<string, LayoutField>): LayoutField {
  const given = members(json, path)
  const name = text(given.name, `${path}.name`)
  const type = oneOf(given.type, `${path}.type`, wireTypes)
  const ours = known.get(name)
  if (ours === undefined && given.fixed === undefined)
    throw invalid(`${path}.fixed`, `missing, and Ferraris has no meaning for ${name}`)
  if (ours !== undefined && !fits(ours, type)) throw invalid(`${path}.type`, `${name} cannot be a ${type}`)
  const unit = given.unit === undefined ? ours?.unit : oneOf(given.unit, `${path}.unit`, units)
  return {
    name,
    type,
    object: readObject(given.object ?? ours?.object, `${path}.object`),
    ...(unit && { unit }),
    ...(given.factor !== undefined && { factor: factor(given.factor, `${path}.factor`) }),
    ...(given.longest !== undefined && { longest: integer(given.longest, `${path}.longest`, 127) }),
    ...(given.padded === true && { padded: true }),
    ...(given.fixed !== undefined && { fixed: constant(given.fixed, `${path}.fixed`, isText(type)) }),
  }
}

/** Whether values of our field can travel in another type. An instant may be a date-time. */
function fits(ours: LayoutField, type: WireType): boolean {
  if (isInteger(ours.type)) return isInteger(type) || (ours.unit === 'instant' && type === 'date-time')
  return ours.type === type
}

function isText(type: WireType): boolean {
  return type === 'visible-string'
}

function readAbsent(json: unknown, path: string, known: ReadonlyMap<string, LayoutField>) {
  const values: Record<string, number | string> = {}
  for (const [name, value] of Object.entries(members(json, path))) {
    const field = known.get(name)
    if (field === undefined) throw invalid(`${path}.${name}`, 'the frame has no such field')
    if (!isInteger(field.type) && !isText(field.type))
      throw invalid(`${path}.${name}`, 'a date has no value to put in its place')
    values[name] = constant(value, `${path}.${name}`, isText(field.type))
  }
  return values
}

function readObject(json: unknown, path: string): LayoutField['object'] {
  const { classId, obis: code, attribute, dataIndex } = members(json, path)
  try {
    return {
      classId: integer(classId, `${path}.classId`, 0xffff),
      obis: obis(text(code, `${path}.obis`)),
      attribute: integer(attribute, `${path}.attribute`, 127),
      dataIndex: integer(dataIndex ?? 0, `${path}.dataIndex`, 0xffff),
    }
  } catch (error) {
    throw error instanceof ObisError ? invalid(`${path}.obis`, error.detail) : error
  }
}

function invalid(path: string, detail: string): Chain2Error {
  return new Chain2Error('layout-invalid', detail, { path })
}

function members(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(path, 'must be an object')
  return value as Record<string, unknown>
}

function list(value: unknown, path: string, longest: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > longest)
    throw invalid(path, `must be a list of 1 to ${longest}`)
  return value
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 100)
    throw invalid(path, 'must be a text of 1 to 100 characters')
  return value
}

function integer(value: unknown, path: string, highest: number): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > highest)
    throw invalid(path, `must be a whole number from 0 to ${highest}`)
  return value as number
}

function factor(value: unknown, path: string): number {
  if (typeof value !== 'number' || !(value > 0) || !Number.isInteger(value < 1 ? 1 / value : value))
    throw invalid(path, 'must be a whole number, or one divided by a whole number')
  return value
}

function constant(value: unknown, path: string, asText: boolean): number | string {
  if (typeof value !== (asText ? 'string' : 'number'))
    throw invalid(path, `must be a ${asText ? 'text' : 'number'}`)
  return value as number | string
}

function oneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T {
  const found = allowed.find(one => one === value)
  if (found === undefined) throw invalid(path, `must be one of ${allowed.join(', ')}`)
  return found
}
