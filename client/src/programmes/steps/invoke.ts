import type { Data, Obis } from '@ferraris/cosem'
import type { InterfaceClass, Method } from '@ferraris/cosem/classes'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { Step } from '../programme.ts'
import { refused, stepAt } from './refusal.ts'

type ParameterOf<M> = M extends Method<infer T> ? T : never

/** Invokes a method by the names of its class: the step is `done` once the meter has accepted it. */
export async function invoke<C extends InterfaceClass, M extends keyof C['methods'] & string>(
  meter: DlmsMeter,
  of: C,
  obis: Obis,
  name: M,
  parameter: ParameterOf<C['methods'][M]>,
): Promise<Step> {
  const target = `${obis} ${name}`
  return await stepAt(target, async () => {
    const method: Method<unknown> | undefined = of.methods[name]
    if (method === undefined) throw new TypeError(`class ${of.classId} has no method ${name}`)
    const value: Data = method.type.encode(parameter, name)
    const { result } = await meter.outcomeOf({
      classId: of.classId,
      obis,
      method: method.id,
      parameter: value,
    })
    return result === 'success'
      ? { target, outcome: 'done' }
      : refused(target, `the meter refuses: ${result}`)
  })
}
