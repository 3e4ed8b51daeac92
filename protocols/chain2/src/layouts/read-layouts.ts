import { ObisError, obis } from '@ferraris/cosem'
import { Chain2Error } from '../chain2-error.ts'
import { integer, list, members, oneOf, text } from '../json.ts'
import { ferrarisV0 } from './ferraris-v0.ts'
import type { FieldUnit, FrameLayout, LayoutField, LayoutFile, WireType } from './layout.ts'
import { compileLayouts, type LayoutSet } from './layout-set.ts'
import { isInteger } from './wire.ts'

const words = /^.{1,100}$/
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
  const file = members(json, 'layout file', invalid)
  const frames = list(file.frames, 'frames', [1, 255], invalid).map((frame, i) =>
    readFrame(frame, `frames[${i}]`),
  )
  for (const key of ['frame', 'template'] as const) {
    const seen = new Set<number>()
    frames.forEach((frame, i) => {
      if (seen.has(frame[key])) throw invalid(`frames[${i}].${key}`, `${frame[key]} stands twice`)
      seen.add(frame[key])
    })
  }
  return compileLayouts({ name: text(file.name, 'name', words, invalid), frames } satisfies LayoutFile)
}

function readFrame(json: unknown, path: string): FrameLayout {
  const given = members(json, path, invalid)
  const frame = integer(given.frame, `${path}.frame`, 255, invalid)
  const ours = ferrarisV0.frames.find(one => one.frame === frame)
  if (ours === undefined) throw invalid(`${path}.frame`, `Ferraris has no meaning for frame ${frame}`)
  const known = new Map<string, LayoutField>(ours.fields.map(field => [field.name, field]))
  const fields = list(given.fields, `${path}.fields`, [1, maxFields], invalid).map((field, i) =>
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
    template: integer(given.template, `${path}.template`, 255, invalid),
    title: given.title === undefined ? ours.title : text(given.title, `${path}.title`, words, invalid),
    fields,
    absent,
  }
}

function readField(json: unknown, path: string, known: ReadonlyMap<string, LayoutField>): LayoutField {
  const given = members(json, path, invalid)
  const name = text(given.name, `${path}.name`, words, invalid)
  const type = oneOf(given.type, `${path}.type`, wireTypes, invalid)
  const ours = known.get(name)
  if (ours === undefined && given.fixed === undefined)
    throw invalid(`${path}.fixed`, `missing, and Ferraris has no meaning for ${name}`)
  if (ours !== undefined && !fits(ours, type)) throw invalid(`${path}.type`, `${name} cannot be a ${type}`)
  const unit = given.unit === undefined ? ours?.unit : oneOf(given.unit, `${path}.unit`, units, invalid)
  return {
    name,
    type,
    object: readObject(given.object ?? ours?.object, `${path}.object`),
    ...(unit && { unit }),
    ...(given.factor !== undefined && { factor: factor(given.factor, `${path}.factor`) }),
    ...(given.longest !== undefined && { longest: integer(given.longest, `${path}.longest`, 127, invalid) }),
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
  for (const [name, value] of Object.entries(members(json, path, invalid))) {
    const field = known.get(name)
    if (field === undefined) throw invalid(`${path}.${name}`, 'the frame has no such field')
    if (!isInteger(field.type) && !isText(field.type))
      throw invalid(`${path}.${name}`, 'a date has no value to put in its place')
    values[name] = constant(value, `${path}.${name}`, isText(field.type))
  }
  return values
}

function readObject(json: unknown, path: string): LayoutField['object'] {
  const { classId, obis: code, attribute, dataIndex } = members(json, path, invalid)
  try {
    return {
      classId: integer(classId, `${path}.classId`, 0xffff, invalid),
      obis: obis(text(code, `${path}.obis`, words, invalid)),
      attribute: integer(attribute, `${path}.attribute`, 127, invalid),
      dataIndex: integer(dataIndex ?? 0, `${path}.dataIndex`, 0xffff, invalid),
    }
  } catch (error) {
    throw error instanceof ObisError ? invalid(`${path}.obis`, error.detail) : error
  }
}

function invalid(path: string, detail: string): Chain2Error {
  return new Chain2Error('layout-invalid', detail, { path })
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
