import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type Static, Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { objectName as wholeName } from '../../objects/object-name.ts'
import { timeOf, timeOfDay } from '../forms/moments.ts'
import { instance, objectName } from '../forms/names.ts'
import { seconds } from '../forms/quantities.ts'
import { programme } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { type Fixed, settle, wanted } from '../steps/settle.ts'

const { pushSetupV0, pushSetupV1, pushSetupV2, pushSetup: pushSetupV3 } = classes
const unrestricted = { type: 'none', value: { type: 'null-data', value: null } } as const

const parameters = Type.Object(
  {
    destination: Type.Optional(
      Type.String({
        title: 'Destination',
        description: 'Where messages go: address and port for TCP and UDP, such as 192.0.2.1:4059.',
        minLength: 1,
        maxLength: 128,
      }),
    ),
    service: Type.Optional(
      Type.Enum(['tcp', 'udp', 'sms', 'hdlc'], {
        title: 'Service',
        description: 'What carries them; goes with the destination.',
        default: 'tcp',
      }),
    ),
    objects: Type.Optional(
      Type.Array(
        Type.Object(
          {
            object: objectName('Object', 'Name of an object of the meter.'),
            attribute: Type.Integer({
              title: 'Attribute',
              description: 'Its number.',
              minimum: 1,
              maximum: 127,
            }),
          },
          { additionalProperties: false },
        ),
        { title: 'Objects', description: 'What is sent, in this order.', minItems: 1, maxItems: 32 },
      ),
    ),
    windows: Type.Optional(
      Type.Array(
        Type.Object(
          {
            from: timeOfDay('From', 'Begin of the hours.'),
            to: timeOfDay('To', 'End of the hours.'),
          },
          { additionalProperties: false },
        ),
        {
          title: 'Hours',
          description: 'Daily hours in which sending may begin; none: at any time.',
          maxItems: 8,
        },
      ),
    ),
    randomSeconds: Type.Optional(
      seconds(
        'Random delay, s',
        'Most seconds before the first attempt, so that meters do not speak at once.',
        65_535,
      ),
    ),
    retries: Type.Optional(
      Type.Integer({ title: 'Retries', description: 'Attempts after the first.', minimum: 0, maximum: 255 }),
    ),
    retrySeconds: Type.Optional(seconds('Delay of retries, s', 'Between two attempts.', 65_535)),
    object: instance('push setup'),
  },
  { additionalProperties: false },
)
type Parameters = Static<typeof parameters>

export const pushSetup = programme({
  kind: 'push-setup',
  title: 'Set up what the meter sends of its own',
  parameters,
  subject: ({ object = '' }) => `push-setup ${object}`,
  async perform(meter, given) {
    const found = await locate(meter, {
      classId: pushSetupV0.classId,
      what: 'push setup',
      usual: obis('0.0.25.9.0.255'),
      given: given.object,
    })
    if (isStep(found)) return { steps: [found] }
    const { service, destination } = given
    if (service !== undefined && destination === undefined)
      return { steps: [refused(found.obis, 'a service goes with its destination, which is not given')] }
    const pushed = await pushedObjects(meter, given.objects ?? [])
    if (typeof pushed === 'string') return { steps: [refused(found.obis, pushed)] }
    return { steps: await settle(meter, ...settings(found.obis, found.version, given, pushed)) }
  },
})

interface Pushed {
  readonly classId: number
  readonly obis: ReturnType<typeof wholeName>
  readonly attribute: number
}

/** With their classes, which the meter tells; or the reason why one cannot be sent. */
async function pushedObjects(
  meter: DlmsMeter,
  objects: NonNullable<Parameters['objects']>,
): Promise<Pushed[] | string> {
  if (objects.length === 0) return []
  const list = await meter.objects()
  const found = objects.map(({ object, attribute }) => {
    const name = wholeName(object)
    return { classId: list.get(name)?.classId ?? 0, obis: name, attribute }
  })
  const missing = found.find(({ classId }) => classId === 0)
  return missing === undefined ? found : `the meter shows no object ${missing.obis} that it could send`
}

function settings(
  name: Pushed['obis'],
  version: number,
  { destination, service = 'tcp', objects, windows, randomSeconds, retries, retrySeconds }: Parameters,
  pushed: readonly Pushed[],
): Fixed[] {
  const all: Fixed[] = []
  if (objects !== undefined) all.push(objectList(name, version, pushed))
  if (windows !== undefined) {
    const hours = windows.map(({ from, to }) => ({ start: timeOf(from), end: timeOf(to) }))
    all.push(wanted(pushSetupV0, name, 'communicationWindow', hours))
  }
  if (randomSeconds !== undefined)
    all.push(wanted(pushSetupV0, name, 'randomisationStartInterval', randomSeconds))
  if (retries !== undefined) all.push(wanted(pushSetupV0, name, 'numberOfRetries', retries))
  if (retrySeconds !== undefined)
    all.push(
      version < 2
        ? wanted(pushSetupV0, name, 'repetitionDelay', retrySeconds)
        : wanted(pushSetupV2, name, 'repetitionDelay', {
            min: retrySeconds,
            exponent: 100,
            max: retrySeconds,
          }),
    )
  // Last: nothing is sent with half of the rest.
  if (destination !== undefined) {
    const octets = new TextEncoder().encode(destination)
    const place = { service, destination: octets, message: 'a-xdr' } as const
    all.push(wanted(pushSetupV0, name, 'sendDestinationAndMethod', place))
  }
  return all
}

/** push_object_list of each version: whole attributes, without restrictions. */
function objectList(name: Pushed['obis'], version: number, pushed: readonly Pushed[]): Fixed {
  const whole = pushed.map(item => ({ ...item, dataIndex: 0 }))
  const attribute = 'pushObjectList'
  if (version === 0) return wanted(pushSetupV0, name, attribute, whole)
  const restricted = whole.map(item => ({ ...item, restriction: unrestricted }))
  if (version < 3) return wanted(pushSetupV1, name, attribute, restricted)
  return wanted(
    pushSetupV3,
    name,
    attribute,
    restricted.map(item => ({ ...item, columns: [] })),
  )
}
