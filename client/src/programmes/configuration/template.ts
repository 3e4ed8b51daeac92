import { type Data, decodeData } from '@ferraris/cosem'
import { attributeById, classes, interfaceClassOf } from '@ferraris/cosem/classes'
import { MeterImageError, type ObjectImage, parseMeterImage } from '@ferraris/cosem/meter-image'
import { access } from '@ferraris/cosem/values'
import { type Static, Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { MeterObject, ObjectList } from '../../objects/object-list.ts'
import { objectName as wholeName } from '../../objects/object-name.ts'
import { sha256 } from '../forms/files.ts'
import { objectName } from '../forms/names.ts'
import { hasFailed, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { refused } from '../steps/refusal.ts'
import { type Fixed, settle, settleInOrder } from '../steps/settle.ts'
import { verify } from '../steps/verify.ts'

/**
 * "Make it like this one": the settings of a meter that was read into an image (`meter objects --image`) are compared with those
 * of another, and what differs is written. A setting is an attribute that changes only by configuration and that the client may
 * write; what tells meters apart, what runs by itself and what is secret is none.
 */

const parameters = Type.Object(
  {
    sha256,
    only: Type.Optional(
      Type.Array(objectName('Object', 'Name of an object.'), {
        title: 'Only',
        description: 'Objects that are brought in line; default: all.',
        minItems: 1,
        maxItems: 500,
      }),
    ),
    except: Type.Optional(
      Type.Array(objectName('Object', 'Name of an object.'), {
        title: 'Except',
        description:
          'Objects that are left as they are, such as the limiter with the contract of the customer.',
        maxItems: 500,
      }),
    ),
  },
  { additionalProperties: false },
)

export const applyTemplate = programme({
  kind: 'apply-template',
  title: 'Make it like another meter',
  parameters,
  risk: () => 'legal',
  subject: () => 'configuration',
  async perform(meter, given, means) {
    const octets = await means.file(given.sha256)
    if (octets === undefined) return { steps: [refused('template', `there is no file ${given.sha256}`)] }
    const objects = objectsOf(octets, given)
    if (typeof objects === 'string') return { steps: [refused('template', objects)] }
    const list = await meter.objects()
    const steps = await settle(meter, ...objects.flatMap(object => settingsOf(object, list)))
    for (const calendar of objects.filter(({ classId }) => classId === activityCalendar.classId))
      steps.push(...(await followCalendar(meter, calendar, list)))
    return { steps, detail: `${objects.length} objects of the template` }
  },
})

const { activityCalendar } = classes

/** Classes of which nothing is a setting to be copied: clocks, associations, security, keys and images are each meter's own. */
const own: ReadonlySet<number> = new Set([8, 12, 15, 17, 18, 64])
/** Data objects that are no settings: alarms that wait, and messages to the customer. */
const running = /^0\.\d+\.(97\.98\.(\d|2\d)|96\.13\.\d+)\.255$/

/** Which objects of a template are copied. */
export type TemplateChoice = Partial<Pick<Static<typeof parameters>, 'only' | 'except'>>

/** The objects that are copied; or why the file is no image of a meter. */
export function objectsOf(octets: Uint8Array, { only, except }: TemplateChoice): ObjectImage[] | string {
  const [wanted, left] = [only?.map(wholeName), new Set<string>(except?.map(wholeName))]
  try {
    return parseMeterImage(new TextDecoder().decode(octets)).objects.filter(
      ({ obis, classId }) =>
        !own.has(classId) && !running.test(obis) && !left.has(obis) && (wanted?.includes(obis) ?? true),
    )
  } catch (error) {
    if (error instanceof MeterImageError) return `the file is no image of a meter: ${error.message}`
    throw error
  }
}

/** What of an object is to be copied: settings that this meter has, too, in the same class. */
function settingsOf({ classId, version, obis, attributes }: ObjectImage, list: ObjectList): Fixed[] {
  const there = list.get(obis)
  if (there?.classId !== classId || there.version !== version) return []
  return [...attributes].flatMap(([id, { value }]) =>
    value !== undefined && isSetting(there, id)
      ? [{ classId, obis, attribute: id, value: decodeData(value) }]
      : [],
  )
}

function isSetting({ classId, version, access: rights }: MeterObject, id: number): boolean {
  const right = rights.attributes.find(({ attribute }) => attribute === id)
  const mayWrite = right !== undefined && (right.mode & access.write) !== 0
  if (id === 1 || !mayWrite || (right.mode & access.read) === 0) return false
  const of = interfaceClassOf(classId, version)
  const declared = of && attributeById(of, id)?.[1]
  // The value of a data object is whatever its maker says: one that may be written is a setting.
  return classId === classes.data.classId ? id === 2 : declared?.behaviour === 'static'
}

const pairs = [
  ['calendarNameActive', 'calendarNamePassive'],
  ['seasonProfileActive', 'seasonProfilePassive'],
  ['weekProfileTableActive', 'weekProfileTablePassive'],
  ['dayProfileTableActive', 'dayProfileTablePassive'],
] as const

/** The calendar in force there is brought in force here: it is read-only, so it goes through the one to come. */
async function followCalendar(
  meter: DlmsMeter,
  { classId, obis, attributes }: ObjectImage,
  list: ObjectList,
): Promise<Step[]> {
  if (list.get(obis)?.classId !== classId) return []
  const declared = activityCalendar.attributes
  const tables = pairs.flatMap(([active, passive]) => {
    const octets = attributes.get(declared[active].id)?.value
    return octets === undefined ? [] : [{ active, passive, value: decodeData(octets) }]
  })
  if (tables.length < pairs.length) return []
  const wanted = (name: keyof typeof declared, value: Data): Fixed => ({
    classId,
    obis,
    attribute: declared[name].id,
    name,
    value,
  })
  const inForce = tables.map(({ active, value }) => wanted(active, value))
  const before = await verify(meter, ...inForce)
  if (before.every(({ outcome }) => outcome === 'verified')) return before
  const steps = await settleInOrder(meter, ...tables.map(({ passive, value }) => wanted(passive, value)))
  if (steps.some(hasFailed)) return steps
  const activation = await invoke(meter, activityCalendar, obis, 'activatePassiveCalendar', 0)
  return [...steps, activation, ...(hasFailed(activation) ? [] : await verify(meter, ...inForce))]
}
