import { type Data, type Obis, obis } from '@ferraris/cosem'
import type { InterfaceClass } from '@ferraris/cosem/classes'
import { type ValueType, type ValueTypeOf, values } from '@ferraris/cosem/values'
import type { Agenda, ObjectName } from '../../automation/automation.ts'
import { type Attribute, type AttributeEntry, attributeEntry } from './attribute.ts'
import { type Method, type MethodEntry, methodEntry } from './method.ts'

/** One COSEM object, for all meters that have it. Attribute 1, the logical name, is implied. */
export interface ObjectEntry extends ObjectName {
  readonly attributes: ReadonlyMap<number, AttributeEntry>
  /** Numbers below zero are internal to the meter and hidden from clients. */
  readonly methods: ReadonlyMap<number, MethodEntry>
  readonly agenda?: Agenda
  /** Whether what is due of it is done on stored energy, when the supply has failed. */
  readonly isOnStoredEnergy?: boolean
}

type Attributes<C extends InterfaceClass> = {
  readonly [A in Exclude<keyof C['attributes'], 'logicalName'>]?: Attribute<
    ValueTypeOf<C['attributes'][A]['type']>
  >
}
type Methods<C extends InterfaceClass> = {
  readonly [M in keyof C['methods']]?: Method<ValueTypeOf<C['methods'][M]['type']>>
}

/** What an object has besides what its class declares. */
interface Own {
  /** What is due of it by time or on values. */
  readonly agenda?: Agenda
  readonly isOnStoredEnergy?: boolean
  /** Methods that only the meter itself invokes, by numbers below zero. */
  readonly selfMethods?: Readonly<Record<number, Method<Data>>>
}

/** An object of a class: its attributes and methods by the names of the class, with the values and functions behind them. */
export function object<C extends InterfaceClass>(
  of: C,
  name: Obis | string,
  attributes: Attributes<C>,
  methods: Methods<C> = {},
  { agenda, isOnStoredEnergy = false, selfMethods = {} }: Own = {},
): ObjectEntry {
  const entry = {
    classId: of.classId,
    version: of.version,
    obis: obis(name),
    attributes: joined<Attribute<unknown>, AttributeEntry>(of.attributes, attributes, ({ id, type }, given) =>
      attributeEntry(id, type, given),
    ),
    methods: new Map([
      // biome-ignore lint/suspicious/noExplicitAny: each method is joined with the type of its own name
      ...joined<Method<any>, MethodEntry>(of.methods, methods, ({ type }, given) => methodEntry(type, given)),
      ...Object.entries(selfMethods).map(
        ([id, method]) => [Number(id), methodEntry(values.anyData, method)] as const,
      ),
    ]),
  }
  return agenda === undefined ? entry : { ...entry, agenda, isOnStoredEnergy }
}

interface Declared {
  readonly id: number
  readonly type: ValueType<unknown>
}

/** What an object gives for the names that its class declares, by their numbers. */
function joined<Given, Entry>(
  declared: Readonly<Record<string, Declared>>,
  given: Readonly<Record<string, Given | undefined>>,
  join: (declared: Declared, given: Given) => Entry,
): Map<number, Entry> {
  const entries = new Map<number, Entry>()
  for (const [name, declaration] of Object.entries(declared)) {
    const own = given[name]
    if (own !== undefined) entries.set(declaration.id, join(declaration, own))
  }
  return entries
}
