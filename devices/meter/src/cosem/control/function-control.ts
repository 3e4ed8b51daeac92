import { toHex } from '@ferraris/bytes'
import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import {
  disabledFunctions,
  functionControlName,
  functionList,
  keepDisabled,
} from '../../automation/functions.ts'
import { read, setting } from '../model/attribute.ts'
import { type Action, done, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { pushSetupNames } from '../push/push-setups.ts'

type Functions = ReturnType<typeof functionList>
type Function = Functions[number]

/** Clock, association, SAPs, security and this class: with them switched off nothing could be switched on again. */
const essential = [8, 15, 17, 64, 122]
/** Functions, and objects of each, at most. */
const most = 32

/** Whether a function may be switched off. */
function isHarmless({ objects }: Function): boolean {
  return objects.length <= most && objects.every(({ classId }) => !essential.includes(classId))
}

function changeFunctions(change: (others: Functions, one: Function) => Functions): Action<Function> {
  return ({ automation, now }, one) => {
    const others = functionList(automation).filter(({ name }) => toHex(name) !== toHex(one.name))
    const list = change(others, one)
    if (list.length > most || !isHarmless(one)) return refused
    automation.change(now, () =>
      automation.settings.put(classes.functionControl, functionControlName, 'functionList', list),
    )
    return done
  }
}

function functionOf(name: string, ...objects: readonly (readonly [classId: number, name: Obis])[]): Function {
  return { name: Buffer.from(name), objects: objects.map(([classId, name]) => ({ classId, obis: name })) }
}

/** Functions of the meter that can be switched off (IEC 62056-6-2, class 122). */
export const functionControl = object(
  classes.functionControl,
  functionControlName,
  {
    activationStatus: read(({ automation }) => {
      const off = disabledFunctions(automation)
      return functionList(automation).map(({ name }) => ({ name, enabled: !off.includes(toHex(name)) }))
    }),
    functionList: setting(
      [
        functionOf('limiter', [71, obisCodes.limiter]),
        functionOf('push', ...pushSetupNames.map(name => [40, name] as const)),
        functionOf('firmware', [18, obisCodes.imageTransfer]),
      ],
      { rule: list => allowed(list.length <= most && list.every(isHarmless)) },
    ),
  },
  {
    // Nothing is changed where one of the functions is not known.
    setFunctionStatus: ({ automation, now }, status) => {
      const known = functionList(automation).map(({ name }) => toHex(name))
      if (!status.every(({ name }) => known.includes(toHex(name)))) return refused
      const off = new Set(disabledFunctions(automation))
      for (const { name, enabled } of status) {
        if (enabled) off.delete(toHex(name))
        else off.add(toHex(name))
      }
      automation.change(now, () => keepDisabled(automation, [...off]))
      return done
    },
    addFunction: changeFunctions((others, one) => [...others, one]),
    removeFunction: changeFunctions(others => others),
  },
)
