import { type MeterObject, objectListOf, readObjectList } from '@ferraris/client'
import { attributeById, methodById } from '@ferraris/cosem/classes'
import { accessText } from '@ferraris/cosem/values'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { type Column, table } from '../../terminal/table.ts'
import { withMeter } from '../open/open-meter.ts'
import { obisName } from '../values/obis-names.ts'
import type { ImageOptions } from './write-image.ts'

interface ObjectsOptions extends ImageOptions {
  /** List every attribute and method. */
  readonly all?: boolean
  /** Write everything that can be read into this file instead. */
  readonly image?: string
}

/** `meter objects`: what the meter shows to a client, and what the client may do with it. */
export async function listObjects(uri: string, options: ObjectsOptions): Promise<void> {
  if (options.image !== undefined)
    return await (await import('./write-image.ts')).writeImage(uri, options.image, options)
  const list = await withMeter(uri, options, ({ session }) => readObjectList(session))
  const objects = [...objectListOf(list).values()]
  show(options.json, { items: objects.map(documentOf) }, () =>
    options.all ? objects.map(detail).join('\n\n') : overview(objects),
  )
}

/** As the head-end's REST interface shows an object. */
function documentOf(object: MeterObject) {
  return {
    classId: object.classId,
    className: object.class?.name ?? null,
    version: object.version,
    obis: object.obis,
    name: obisName(object.obis),
    attributes: attributesOf(object),
    methods: methodsOf(object),
  }
}

function attributesOf({ class: of, access }: MeterObject) {
  return access.attributes.map(({ attribute: id, mode }) => ({
    id,
    name: (of && attributeById(of, id)?.[0]) ?? null,
    access: accessText(mode),
  }))
}

function methodsOf({ class: of, access }: MeterObject) {
  return access.methods.map(({ method: id, mode }) => ({
    id,
    name: (of && methodById(of, id)?.[0]) ?? null,
    access: accessText(mode, 'method'),
  }))
}

function overview(objects: readonly MeterObject[]): string {
  const rows = objects.map(object => [
    print.name(object.obis),
    obisName(object.obis),
    `${object.class?.name ?? 'unknown'} (${object.classId}, v${object.version})`,
    summary(attributesOf(object)),
    summary(methodsOf(object)),
  ])
  const heads: Column[] = [
    { title: 'object' },
    { title: 'name', flexible: 'cut' },
    { title: 'class' },
    { title: 'attributes' },
    { title: 'methods' },
  ]
  return `${table(heads, rows)}\n\n${objects.length} objects; --all lists every attribute and method`
}

/** `1-3 r, 4 rw`: which numbers, and what may be done with them. */
function summary(members: readonly { id: number; access: string }[]): string {
  const groups: { letters: string; first: number; last: number }[] = []
  for (const { id, access } of members) {
    const letters = lettersOf(access)
    const group = groups.at(-1)
    if (letters === '') continue
    if (group?.letters === letters && group.last === id - 1) group.last = id
    else groups.push({ letters, first: id, last: id })
  }
  return groups
    .map(({ letters, first, last }) => `${first === last ? first : `${first}-${last}`} ${letters}`)
    .join(', ')
}

function lettersOf(access: string): string {
  const [verb = ''] = access.split(',')
  return { 'read and write': 'rw', read: 'r', write: 'w', invoke: 'x' }[verb] ?? ''
}

function detail(object: MeterObject): string {
  const title = [print.name(object.obis), print.heading(obisName(object.obis))].join('  ')
  const of = `${object.class?.name ?? 'unknown class'} (class ${object.classId}, version ${object.version})`
  const member = (kind: string) => (entry: { id: number; name: string | null; access: string }) => [
    `  ${kind} ${entry.id}`,
    entry.name ?? '',
    print.quiet(entry.access),
  ]
  const rows = [...attributesOf(object).map(member('attribute')), ...methodsOf(object).map(member('method'))]
  return `${title}  ${print.quiet(of)}\n${table([{ title: '' }, { title: '' }, { title: '', flexible: 'cut' }], rows).replace(/^.*\n/, '')}`
}
