import { toHex } from '@ferraris/bytes'
import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { DataAccessResult } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { setting, writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed, type RulesOfAnyValue } from '../model/setting.ts'
import { scriptTable, writing } from '../schedules/script-table.ts'
import { replan, tariffOfMask } from './tariff-switching.ts'

const { registerActivation } = classes
type Masks = ValueTypeOf<typeof registerActivation.attributes.maskList.type>

/** Registers assigned and masks at most. */
const most = 32
const tariffs = [1, 2, 3, 4]

function maskName(tariff: number): Uint8Array {
  return Buffer.from(`T${tariff}`)
}

function isSameName(a: Uint8Array, b: Uint8Array): boolean {
  return toHex(a) === toHex(b)
}

function masksOf({ automation, object }: Context): Masks {
  return automation.settings.get(registerActivation, object.obis, 'maskList')
}

/** The mask with the register of the tariff that holds; no name where there is none. */
function activeMask(context: Context): Uint8Array {
  const { automation, store, now } = context
  const active = store.tariffs.active(now)
  const found = masksOf(context).find(({ name }) => tariffOfMask(automation.settings, name) === active)
  return found?.name ?? new Uint8Array()
}

/** A script switches the tariff; the calendar's next switching ends that. */
function switchMask({ automation, store, now }: Context, name: Uint8Array): DataAccessResult {
  const tariff = tariffOfMask(automation.settings, name)
  if (tariff === undefined) return 'other-reason'
  automation.change(now, () => store.tariffs.hold(tariff, now))
  return 'success'
}

/** Puts a longer or shorter list of masks or registers in its place; what they switch is a legal parameter. */
function change<Name extends 'maskList' | 'registerAssignment'>(
  { automation, object, store, now }: Context,
  name: Name,
  list: ValueTypeOf<(typeof registerActivation)['attributes'][Name]['type']>,
) {
  if (list.length > most || store.legalChanges.isFull) return refused
  automation.change(now, () => {
    automation.settings.put(registerActivation, object.obis, name, list)
    replan(automation, now, 'tariffMasks')
  })
  return done
}

/** A setting that decides which register counts. */
const legal: RulesOfAnyValue = {
  rule: (_, { store }) => allowed(!store.legalChanges.isFull),
  after: ({ automation, now }) => void replan(automation, now, 'tariffMasks'),
}

/** What each tariff script does: it writes the mask of its tariff. */
export const tariffScripts = scriptTable(
  obisCodes.tariffScripts,
  tariffs.map(tariff => writing(6, obisCodes.registerActivation, 4, data.octets(maskName(tariff)))),
  legal,
)

/** Which registers count in which tariff (IEC 62056-6-2, class 6). */
export const tariffMasks = object(
  registerActivation,
  obisCodes.registerActivation,
  {
    registerAssignment: setting(
      tariffs.map(tariff => ({ classId: 3, obis: obis(`1.0.1.8.${tariff}.255`) })),
      legal,
    ),
    maskList: setting(
      tariffs.map(tariff => ({ name: maskName(tariff), registers: [tariff] })),
      legal,
    ),
    activeMask: { ...writable(activeMask, switchMask), isFunctionOfTime: true },
  },
  {
    addRegister: (context, register) => {
      const { automation, object } = context
      const assigned = automation.settings.get(registerActivation, object.obis, 'registerAssignment')
      return change(context, 'registerAssignment', [...assigned, register])
    },
    // A mask, or another one under that name.
    addMask: (context, mask) =>
      change(context, 'maskList', [
        ...masksOf(context).filter(({ name }) => !isSameName(name, mask.name)),
        mask,
      ]),
    deleteMask: (context, name) =>
      change(
        context,
        'maskList',
        masksOf(context).filter(mask => !isSameName(mask.name, name)),
      ),
  },
)
