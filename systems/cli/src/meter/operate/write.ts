import type { Data, Obis } from '@ferraris/cosem'
import { attributeById } from '@ferraris/cosem/classes'
import { values } from '@ferraris/cosem/values'
import { Refusal } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { clientHint } from '../open/client-hint.ts'
import { type MeterObject, objectOf, readObjectList } from '../read/object-list.ts'
import { type ConnectOptions, type OpenMeter, withMeter } from '../open/open-meter.ts'
import { type Plain, plainAttribute } from '../values/plain-value.ts'
import { readAttributes } from '../read/read-attributes.ts'
import { parseFullTarget } from '../values/target.ts'
import { parseType, scalarValue, typedValue } from '../values/typed-value.ts'

export interface WriteOptions extends ConnectOptions {
  /** The type to write, where the meter does not let us read the one it has. */
  readonly type?: string
  readonly json?: boolean
}

/** `meter write`: sets an attribute, in the type it has, and reads it back. */
export async function writeAttribute(
  uri: string,
  target: string,
  text: string,
  options: WriteOptions,
): Promise<void> {
  const { obis: name, id } = parseFullTarget(target, 'attribute')
  if (options.type !== undefined) parseType(options.type)
  const outcome = await withMeter(uri, options, meter => writeTo(meter, target, text, options.type))
  show(options.json, outcome, () => {
    const side = (value: Plain) => (typeof value === 'string' ? value : JSON.stringify(value))
    return `${print.name(`${name}:${id}`)}  ${print.quiet(side(outcome.before))} → ${side(outcome.after)}  (${outcome.type})`
  })
}

/** What was written, and what stood there before and stands there now. */
export interface Written {
  readonly obis: Obis
  readonly attribute: number
  readonly type: Data['type']
  readonly before: Plain
  readonly after: Plain
}

/** Sets an attribute in the type it has, or in the one that is named. Throws InputError and Refusal. */
export async function writeTo(
  meter: OpenMeter,
  target: string,
  text: string,
  typeName?: string,
): Promise<Written> {
  const { obis: name, id } = parseFullTarget(target, 'attribute')
  const type = typeName === undefined ? undefined : parseType(typeName)
  const object = objectOf(await readObjectList(meter.session), name)
  const before = await readOne(meter, object, id)
  const value = type === undefined ? valueLike(text, object, id, before) : scalarValue(text, type)
  const [result] = await meter.session.set({ classId: object.classId, obis: name, attribute: id, value })
  if (result !== 'success') {
    const advice = result === 'read-write-denied' ? clientHint(meter.uri.client) : ''
    throw new Refusal(
      'application',
      result ?? 'other-reason',
      `${name}:${id} was not written: ${result}${advice}`,
    )
  }
  const after = await readOne(meter, object, id)
  const plain = (data: Data | undefined): Plain =>
    data === undefined ? null : plainAttribute(object.class, id, data)
  return { obis: name, attribute: id, type: value.type, before: plain(before), after: plain(after) }
}

async function readOne({ session }: OpenMeter, { classId, obis }: MeterObject, attribute: number) {
  const [answer] = await readAttributes(session, [{ classId, obis, attribute }])
  return answer?.data
}

/** The text in the type of the value that stands there; where a moment stands, in the writing of one. */
function valueLike(text: string, object: MeterObject, id: number, like: Data | undefined): Data {
  if (like === undefined) {
    throw new Refusal(
      'application',
      'type-unknown',
      `${object.obis}:${id} cannot be read, so its type is not known; name it with --type`,
    )
  }
  const declared = object.class && attributeById(object.class, id)?.[1]
  const isMoment = declared?.type === values.dateTime && /^\d{4}-/.test(text)
  return typedValue(isMoment ? `time:${text}` : text, like)
}
