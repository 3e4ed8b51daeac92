import { isoTime, type MeterObject, objectOf, type Plain, plainData } from '@ferraris/client'
import { type Data, type DataType, data } from '@ferraris/cosem'
import { methodById } from '@ferraris/cosem/classes'
import { InputError } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { type ConnectOptions, type OpenMeter, withMeter } from '../open/open-meter.ts'
import { parseMoment } from '../values/moment.ts'
import { parseFullTarget } from '../values/target.ts'
import { parseType, scalarValue } from '../values/typed-value.ts'
import { operateSupply } from './operate-supply.ts'

interface ExecuteOptions extends ConnectOptions {
  /** Type of the parameter, where the class does not declare it. */
  readonly type?: string
  readonly json?: boolean
}

/** What was done, and what the meter shows afterwards. */
interface Outcome {
  readonly done: string
  readonly result: Plain
}

type Command = (meter: OpenMeter, parameter: string | undefined, options: ExecuteOptions) => Promise<Outcome>

/** Orders by the names people use for them. */
const orders: Readonly<Record<string, Command>> = {
  disconnect: async ({ meter }) => ({
    done: 'disconnected',
    result: (await operateSupply(meter, 'disconnect')) ?? null,
  }),
  reconnect: async ({ meter }) => ({
    done: 'reconnected',
    result: (await operateSupply(meter, 'reconnect')) ?? null,
  }),
  'set-clock': setClock,
}

const orderNames = Object.keys(orders)

/** `meter execute`: invokes a method, by number or by the name of an order. */
export async function execute(
  uri: string,
  target: string,
  parameter: string | undefined,
  options: ExecuteOptions,
): Promise<void> {
  const command = orders[target] ?? invoking(target)
  const outcome = await withMeter(uri, options, meter => command(meter, parameter, options))
  show(options.json, outcome, () => {
    const result = typeof outcome.result === 'string' ? outcome.result : JSON.stringify(outcome.result)
    return outcome.result === null ? outcome.done : `${outcome.done}  ${print.quiet('→')} ${result}`
  })
}

/** A method by its number. The target is checked before anything is sent. */
function invoking(target: string): Command {
  if (/^[a-z-]+$/.test(target)) {
    throw new InputError(target, 'is no order', `there are ${orderNames.join(', ')}; or write OBIS:method`)
  }
  const { obis: name, id } = parseFullTarget(target, 'method')
  return async ({ meter }, parameter, { type }) => {
    const object = objectOf(await meter.objects(), name)
    const value = parameterOf(object, id, parameter, type === undefined ? undefined : parseType(type))
    const result = await meter.invoke(name, id, value)
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

/** Sets the clock, by default to our time, and gives what it shows then. */
async function setClock({ meter }: OpenMeter, parameter?: string): Promise<Outcome> {
  const moment = parameter === undefined || parameter === 'now' ? undefined : parseMoment(parameter, 'time')
  const { time } = await meter.setClock(moment)
  return { done: 'clock set', result: isoTime(time) }
}
