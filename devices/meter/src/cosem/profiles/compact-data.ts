import type { Data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { CaptureObject } from '@ferraris/cosem/values'
import { read, setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { snapshot } from '../model/referenced-value.ts'
import { clockColumn } from '../model/selective-access.ts'
import { allowed } from '../model/setting.ts'
import { isCapturable, isUnrestricted, mostColumns, unrestricted } from './capturable.ts'
import { energyColumns, statusColumn } from './capture-objects.ts'
import { forgetValues, keepValues, keptValues } from './captured-values.ts'
import { compactBuffer, templateDescription } from './compact-buffer.ts'

const { compactData } = classes

function captureNow({ automation, object, now }: Context): Data[] {
  const list = automation.settings.get(compactData, object.obis, 'captureObjects')
  return snapshot(automation, list, now)
}

function isCapturedOnReading({ automation, object }: Context): boolean {
  return automation.settings.get(compactData, object.obis, 'captureMethod') === 'on-reading'
}

/** As they are now, or as they were when they were captured last. */
function valuesOf(context: Context): readonly Data[] {
  return isCapturedOnReading(context) ? captureNow(context) : keptValues(context)
}

function withoutRestriction(column: CaptureObject) {
  return { ...column, restriction: unrestricted }
}

/** Values of many objects in one buffer (IEC 62056-6-2, class 62). */
export const compactReadings = object(
  compactData,
  '0.0.66.0.1.255',
  {
    compactBuffer: read(context => {
      const template = context.automation.settings.get(compactData, context.object.obis, 'templateId')
      const values = valuesOf(context)
      return values.length === 0 ? new Uint8Array() : compactBuffer(template, values)
    }),
    captureObjects: setting([clockColumn, statusColumn, ...energyColumns].map(withoutRestriction), {
      rule: items =>
        allowed(items.length <= mostColumns && items.every(isCapturable) && isUnrestricted(items)),
    }),
    templateId: setting(1),
    templateDescription: read(context => {
      const values = valuesOf(context)
      return values.length === 0 ? new Uint8Array() : templateDescription(values)
    }),
    captureMethod: setting('on-reading'),
  },
  {
    reset: forgetValues,
    capture: context => {
      if (isCapturedOnReading(context)) return refused
      keepValues(context, captureNow(context))
      return done
    },
  },
)
