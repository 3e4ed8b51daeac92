import { type AttributeAnswer, type MeterAccess, type Plain, plainAttribute } from '@ferraris/client'
import type { Data, Obis } from '@ferraris/cosem'
import { attributeById } from '@ferraris/cosem/classes'
import { values } from '@ferraris/cosem/values'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { ApplicationRefusal } from '../application-refusal.ts'
import { type ConnectOptions, withMeter } from '../open/open-meter.ts'
import { parseFullTarget } from '../values/target.ts'
import { parseType, scalarValue, typedValue } from '../values/typed-value.ts'

interface WriteOptions extends ConnectOptions {
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
  const outcome = await withMeter(uri, options, ({ meter }) => writeTo(meter, target, text, options.type))
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

/** Sets an attribute in the type it has, or in the one that is named. Throws InputError, ApplicationRefusal and ClientError. */
export async function writeTo(
  meter: MeterAccess,
  target: string,
  text: string,
  typeName?: string,
): Promise<Written> {
  const { obis, id } = parseFullTarget(target, 'attribute')
  const type = typeName === undefined ? undefined : parseType(typeName)
  const before = await meter.attribute(obis, id)
  const value = type === undefined ? valueLike(text, target, id, before) : scalarValue(text, type)
  await meter.write(obis, id, value)
  const after = await meter.attribute(obis, id)
  const plain = ({ class: of, data }: AttributeAnswer): Plain =>
    data === undefined ? null : plainAttribute(of, id, data)
  return { obis, attribute: id, type: value.type, before: plain(before), after: plain(after) }
}

/** The text in the type of the value that stands there; where a moment stands, in the writing of one. */
function valueLike(text: string, target: string, id: number, { class: of, data }: AttributeAnswer): Data {
  if (data === undefined) {
    throw new ApplicationRefusal(
      'type-unknown',
      `${target} cannot be read, so its type is not known; name it with --type`,
    )
  }
  const declared = of && attributeById(of, id)?.[1]
  const isMoment = declared?.type === values.dateTime && /^\d{4}-/.test(text)
  return typedValue(isMoment ? `time:${text}` : text, data)
}
