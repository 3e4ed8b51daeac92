import { toHex } from '@ferraris/bytes'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import type { Settings } from '../../automation/settings.ts'
import type { TariffProgramme } from '../../store/tariffs/tariff-programme.ts'
import type { TariffChange } from '../../store/tariffs/tariffs-in-force.ts'
import { specialDayTable } from '../schedules/special-days.ts'

const { registerActivation } = obisCodes

/** The tariff of the A+ register that a mask switches on; undefined for a mask with none of them. */
export function tariffOfMask(settings: Settings, mask: Uint8Array): number | undefined {
  const { registers = [] } =
    settings
      .get(classes.registerActivation, registerActivation, 'maskList')
      .find(({ name }) => toHex(name) === toHex(mask)) ?? {}
  const assigned = settings.get(classes.registerActivation, registerActivation, 'registerAssignment')
  for (const place of registers) {
    const [, tariff] = /^1\.0\.1\.8\.([1-4])\.255$/.exec(assigned[place - 1]?.obis ?? '') ?? []
    if (tariff !== undefined) return Number(tariff)
  }
  return undefined
}

/** The tariff that each script of the tariff script table brings about, by the mask it writes. */
function tariffsOfScripts(settings: Settings): TariffProgramme['tariffs'] {
  return Object.fromEntries(
    settings.get(classes.scriptTable, obisCodes.tariffScripts, 'scripts').flatMap(({ selector, actions }) => {
      const switching = actions.find(
        ({ service, obis, index }) => service === 'write' && obis === registerActivation && index === 4,
      )
      if (switching?.parameter.type !== 'octet-string') return []
      const tariff = tariffOfMask(settings, switching.parameter.value)
      return tariff === undefined ? [] : [[selector, tariff]]
    }),
  )
}

/** Another calendar, other special days, masks or tariff scripts take over with the next quarter hour; false where no legal change is taken any more. */
export function replan(
  automation: Automation,
  now: number,
  change: TariffChange,
  changes: Partial<TariffProgramme> = {},
): boolean {
  const { store, settings } = automation
  const before = store.tariffs.programme(now)
  const special = specialDayTable(automation, now)
  const after = { ...before, special, tariffs: tariffsOfScripts(settings), ...changes }
  return store.tariffs.activate(after, now, change)
}
