import { type Data, type DataType, data, decodeData, encodeDateTime, obis } from '@ferraris/cosem'
import { methodById } from '@ferraris/cosem/classes'
import { InputError, Refusal } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { clientHint } from '../open/client-hint.ts'
import { clockTime, ourTimeFor, readClock } from '../read/clock.ts'
import { parseMoment } from '../values/moment.ts'
import { type MeterObject, objectOf, readObjectList } from '../read/object-list.ts'
import { type ConnectOptions, type OpenMeter, withMeter } from '../open/open-meter.ts'
import { isoTime, type Plain, plainAttribute, plainData } from '../values/plain-value.ts'
import { readAttributes } from '../read/read-attributes.ts'
import { parseFullTarget } from '../values/target.ts'
import { parseType, scalarValue } from '../values/typed-value.ts'

export interface ExecuteOptions extends ConnectOptions {
  /** Type of the parameter, where the class does not declare it. */
  readonly type?: string
  readonly json?: boolean
}

/** What was done, and what the meter shows afterwards. */
interface Outcome {
  readonly done: string
  readonly result: Plain
}

type Deed = (meter: OpenMeter, parameter: string | undefined, options: ExecuteOptions) => Promise<Outcome>

/** Orders by the names people use for them. */
const orders: Readonly<Record<string, Deed>> = {
  disconnect: meter => operateSwitch(meter, 1),
  reconnect: meter => operateSwitch(meter, 2),
  'set-clock': setClock,
}

export const orderNames = Object.keys(orders)

/** `meter execute`: invokes a method, by number or by the name of an order. */
export async function execute(
  uri: string,
  target: string,
  parameter: string | undefined,
  options: ExecuteOptions,
): Promise<void> {
  const deed = orders[target] ?? invoking(target)
  const outcome = await withMeter(uri, options, meter => deed(meter, parameter, options))
  show(options.json, outcome, () => {
    const result = typeof outcome.result === 'string' ? outcome.result : JSON.stringify(outcome.result)
    return outcome.result === null ? outcome.done : `${outcome.done}  ${print.quiet('→')} ${result}`
  })
}

/** A method by its number. The target is checked before anything is sent. */
function invoking(target: string): Deed {
  if (/^[a-z-]+$/.test(target)) {
    throw new InputError(target, 'is no order', `there are ${orderNames.join(', ')}; or write OBIS:method`)
  }
  const { obis: name, id } = parseFullTarget(target, 'method')
  return async (meter, parameter, { type }) => {
    const object = objectOf(await readObjectList(meter.session), name)
    const value = parameterOf(object, id, parameter, type === undefined ? undefined : parseType(type))
    const result = await invoke(meter, object, id, value)
    return { done: `${name}:${id} done`, result: result === undefined ? null : plainData(result) }
  }
}

/** The parameter in the type that the class declares. Where there is nothing to say, methods take integer 0. */
function parameterOf(
  object: MeterObject,
  id: number,
  text: string | undefined,
  type: DataType | undefined,
): Data {
  const declared = object.class && methodById(object.class, id)?.[1].type.text
  if (type !== undefined) return scalarValue(text ?? '0', type)
  if (text === undefined) return data.integer(0)
  if (declared === undefined || declared.includes(' ')) {
    const shape = declared === undefined ? 'this class is not known' : `it is ${declared}`
    throw new InputError('parameter', `its type is not simple (${shape})`, 'name a type with --type')
  }
  return scalarValue(text, parseType(declared))
}

async function invoke(
  { session, uri }: OpenMeter,
  { classId, obis: name }: Pick<MeterObject, 'classId' | 'obis'>,
  method: number,
  parameter: Data,
): Promise<Data | undefined> {
  const [outcome] = await session.action({ classId, obis: name, method, parameter })
  if (outcome?.result !== 'success') {
    const result = outcome?.result ?? 'other-reason'
    const advice =
      result === 'read-write-denied' || result === 'object-undefined' ? clientHint(uri.client) : ''
    throw new Refusal(
      'application',
      result,
      `${name}, method ${method}, was not executed: ${result}${advice}`,
    )
  }
  const returned = outcome.returnParameters
  return returned?.kind === 'data' ? decodeData(returned.data) : undefined
}

const supplySwitch = { classId: 70, obis: obis('0.0.96.3.10.255') }

/** Disconnects (1) or reconnects (2), and gives the control state then. */
export async function operateSwitch(meter: OpenMeter, method: 1 | 2): Promise<Outcome> {
  await invoke(meter, supplySwitch, method, data.integer(0))
  return { done: method === 1 ? 'disconnected' : 'reconnected', result: await switchState(meter) }
}

/** The control state: connected, disconnected, ready for reconnection; null where the meter does not show it. */
export async function switchState({ session }: OpenMeter): Promise<Plain> {
  const { class: of } = objectOf(await readObjectList(session), supplySwitch.obis)
  const [state] = await readAttributes(session, [{ ...supplySwitch, attribute: 3 }])
  return state?.data === undefined ? null : plainAttribute(of, 3, state.data)
}

/** Sets the clock, by default to our time, and gives what it shows then. */
export async function setClock(meter: OpenMeter, parameter?: string): Promise<Outcome> {
  const moment = parameter === undefined || parameter === 'now' ? undefined : parseMoment(parameter, 'time')
  const { time } = await readClock(meter.session)
  const value = data.octets(encodeDateTime(moment ?? ourTimeFor(time, Date.now())))
  const [result] = await meter.session.set({ ...clockTime, value })
  if (result !== 'success') {
    const advice = result === 'read-write-denied' ? clientHint(meter.uri.client) : ''
    throw new Refusal('application', result ?? 'other-reason', `the clock was not set: ${result}${advice}`)
  }
  return { done: 'clock set', result: isoTime((await readClock(meter.session)).time) }
}
