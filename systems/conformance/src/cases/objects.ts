import { type Data, decodeData, obis, obisFromOctets } from '@ferraris/cosem'
import { attributeById, interfaceClassOf } from '@ferraris/cosem/classes'
import { type ObjectListElement, values } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import { named } from '../bench.ts'
import type { TestCase } from '../test-case.ts'
import { must, needs } from '../verdict.ts'

function text(value: Data): string {
  return value.type === 'octet-string'
    ? String.fromCharCode(...value.value)
    : value.type === 'visible-string'
      ? value.value
      : ''
}

/** Attributes with a long value, or read in a way of their own. */
function apart({ classId, attribute }: { classId: number; attribute: number }): boolean {
  return (classId === 7 && attribute === 2) || (classId === 15 && attribute === 2)
}

function readable(objects: readonly ObjectListElement[]) {
  return objects.flatMap(({ classId, version, obis, access }) =>
    access.attributes
      .filter(({ mode }) => (mode & 1) === 1)
      .map(({ attribute }) => ({ classId, version, obis, attribute })),
  )
}

/** The object model. */
export const objectCases: readonly TestCase[] = [
  {
    id: 'objects.list-is-complete',
    title: 'The object list holds the association, and the name of the logical device, each object once',
    clause: 'IEC 62056-6-2, 4.1.8',
    async run(bench) {
      const objects = await bench.objects()
      const names = objects.map(({ classId, obis, version }) => `${classId} v${version} ${obis}`)
      const double = names.find((name, index) => names.indexOf(name) !== index)
      must(double === undefined, `${double} stands in the list twice`)
      for (const [classId, name] of [
        [15, obisCodes.currentAssociation],
        [1, obisCodes.logicalDeviceName],
      ] as const) {
        const found = objects.some(object => object.classId === classId && object.obis === obis(name))
        must(found, `class ${classId}, ${name} is missing`)
      }
    },
  },
  {
    id: 'objects.logical-names',
    title: 'Attribute 1 of every object is the logical name under which it is listed',
    clause: 'IEC 62056-6-2, 4.1.2',
    async run(bench) {
      const talk = await bench.association()
      for (const { classId, obis: listed } of await bench.objects()) {
        const item = { classId, obis: listed, attribute: 1 }
        const value = await bench.read(talk, item)
        must(value.type === 'octet-string', `${named(item)} is ${value.type}`)
        must(obisFromOctets(value.value) === listed, `${named(item)} says ${obisFromOctets(value.value)}`)
      }
    },
  },
  {
    id: 'objects.readable-as-listed',
    title: 'Every attribute that the list allows to read is read',
    clause: 'IEC 62056-6-2, class 15',
    async run(bench) {
      const talk = await bench.association()
      for (const item of readable(await bench.objects())) if (!apart(item)) await bench.read(talk, item)
    },
  },
  {
    id: 'objects.types-of-classes',
    title: 'Every attribute of a class that we know has the type that the class gives it',
    clause: 'IEC 62056-6-2',
    async run(bench) {
      const talk = await bench.association()
      for (const item of readable(await bench.objects())) {
        const known = interfaceClassOf(item.classId, item.version)
        const declared = known && attributeById(known, item.attribute)
        if (declared === undefined || apart(item)) continue
        const result = await bench.get(talk, item)
        // Some attributes have no value yet, which every type may say with null-data.
        if (result.kind !== 'data' || result.data[0] === 0) continue
        declared[1].type.decode(decodeData(result.data), named(item))
      }
    },
  },
  {
    id: 'objects.device-name',
    title: 'The logical device name is at most 16 octets and begins with three letters of the maker',
    clause: 'IEC 62056-6-2, 4.1.8.2',
    async run(bench) {
      const talk = await bench.association()
      const value = await bench.read(talk, { classId: 1, obis: obisCodes.logicalDeviceName, attribute: 2 })
      const name = text(value)
      must(/^[A-Z]{3}/.test(name), `it is ${JSON.stringify(name)}`)
      must(name.length <= 16, `it has ${name.length} octets`)
    },
  },
  {
    id: 'objects.clock',
    title: 'The clock tells a whole date and time, and its deviation fits its zone',
    clause: 'IEC 62056-6-2, class 8',
    async run(bench) {
      const clock = (await bench.objects()).find(({ classId }) => classId === 8)
      needs(clock !== undefined, 'there is no clock')
      const talk = await bench.association()
      const item = { classId: 8, obis: clock.obis, attribute: 2 }
      const time = values.dateTime.decode(await bench.read(talk, item), named(item))
      const { year, month, dayOfMonth, hour, minute, deviation = 0 } = time
      const isDate = year !== undefined && month !== undefined && dayOfMonth !== undefined
      must(isDate && hour !== undefined && minute !== undefined, 'parts of the time are not specified')
      must(month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= 31, 'there is no such day')
      must(hour < 24 && minute < 60, 'there is no such time of the day')
      must(Math.abs(deviation) <= 840, `deviation of ${deviation} minutes`)
    },
  },
]
